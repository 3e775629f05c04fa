// Checks that contracts, folders and configurations fit together.
import { gapFaults } from '../contracts/access-gaps.ts'
import { checkContracts } from '../contracts/compile.ts'
import { readContracts } from '../contracts/load.ts'
import { ConfigError } from '../project/config-error.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { checkOriginBindings, checkProject } from '../contracts/wiring.ts'

/** Prints what does not fit in the project in the working directory, and sets the exit code then. */
export async function check({ json = false }: { readonly json?: boolean } = {}): Promise<void> {
  const { contracts, problems } = await readContracts()
  const faults = [
    ...new Set([
      ...(await configProblems()),
      ...problems,
      ...checkContracts(contracts, problems.length === 0),
      ...checkProject(contracts),
      ...checkOriginBindings(contracts),
      ...contracts.flatMap(({ name, gaps = [] }) => gapFaults(name ?? '', gaps)),
    ]),
  ]
  if (json) console.log(JSON.stringify(faults))
  else for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
}

async function configProblems(): Promise<readonly string[]> {
  try {
    await readProjectSettings()
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message.split('\n')
  }
}
