// What the doctor says before a deploy: of how everything is wired together, of the configuration and of the tenant.
import { diagnose, type DoctorInput } from '../doctor/diagnose.ts'
import { isIll, lineOf } from '../doctor/finding.ts'
import { examineWiring } from '../doctor/project.ts'
import type { DoctorDependencies } from '../doctor/tenant.ts'

/** Examines what is about to be deployed, and prints what should be better. @throws Error with every finding when anything is wrong */
export async function runPreflight(
  input: DoctorInput,
  dependencies: DoctorDependencies,
  wiring: typeof examineWiring = examineWiring,
  print: (text: string) => void = console.log,
): Promise<void> {
  const findings = [...(await wiring()), ...(await diagnose(input, dependencies))]
  if (!isIll(findings)) {
    for (const finding of findings.filter(({ state }) => state === 'warning')) print(lineOf(finding))
    return
  }
  throw new Error(`${findings.map(lineOf).join('\n')}\n\nPut it right, or deploy without a look: --no-doctor`)
}
