// Runs the doctor before a deploy: it checks the wiring, the configuration and the tenant.
import { diagnose, type DoctorInput } from '../doctor/diagnose.ts'
import { hasFaults, lineOf } from '../doctor/finding.ts'
import { checkWiring } from '../doctor/project.ts'
import type { DoctorDependencies } from '../doctor/tenant.ts'

/** Checks what is about to be deployed, and prints what should be better. @throws Error with every finding when anything is wrong */
export async function runPreflight(
  input: DoctorInput,
  dependencies: DoctorDependencies,
  wiring: typeof checkWiring = checkWiring,
  print: (text: string) => void = console.log,
): Promise<void> {
  const findings = [...(await wiring()), ...(await diagnose(input, dependencies))]
  if (!hasFaults(findings)) {
    for (const finding of findings.filter(({ state }) => state === 'warning')) print(lineOf(finding))
    return
  }
  throw new Error(`${findings.map(lineOf).join('\n')}\n\nPut it right, or deploy without a look: --no-doctor`)
}
