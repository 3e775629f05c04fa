// Compiles the contracts, or says everything that is wrong with them at once.
import { readFile } from 'node:fs/promises'
import { exit } from 'node:process'
import { SERVICES } from '../../src/gateway/services.ts'
import { buildAssets } from './assets.ts'
import { checkContracts, compileContracts } from './compile.ts'
import { ContractError } from './contract-error.ts'
import { writeIfChanged } from './files.ts'
import { type Contract, readContracts } from './load.ts'
import { checkDevelopmentVariables } from './variable-names.ts'
import { weakerSiblingsOf } from './weaker-siblings.ts'

/** How much is done. */
export interface RunOptions {
  /** Whether files that are stale are named instead of written. */
  readonly check: boolean
  /** Whether rows, folders and every wrangler.toml are held against each other too; that loads wrangler, which takes a second. */
  readonly withWiring: boolean
}

/** Runs it. Ends the process with 1 when something is wrong. */
export async function runContracts({ check, withWiring }: RunOptions): Promise<void> {
  try {
    const { contracts, problems } = await readContracts()
    const wrong = [...problems, ...checkContracts(contracts, problems.length === 0)]
    if (withWiring) wrong.push(...(await findMisfits(contracts)))
    if (wrong.length > 0) throw new ContractError([...new Set(wrong)])
    const files = compileContracts(contracts)
    for (const warning of [...weakerSiblingsOf(contracts), ...checkDevelopmentVariables(SERVICES)])
      console.warn(`warning: ${warning}`)
    const stale = await writeOrCompare(files, check)
    if (stale.length > 0)
      throw new ContractError(
        `${stale.join(', ')} no longer match the contracts: run \`npm run contracts\` and commit them`,
      )
    if (!check) await buildAssets(contracts)
  } catch (error) {
    if (!(error instanceof ContractError)) throw error
    console.error(error.message)
    exit(1)
  }
}

async function findMisfits(contracts: readonly Contract[]): Promise<readonly string[]> {
  const { checkWiring, readWiring } = await import('./wiring.ts')
  try {
    return checkWiring(await readWiring(contracts))
  } catch (error) {
    if (!(error instanceof ContractError)) throw error
    return error.problems
  }
}

async function writeOrCompare(files: Readonly<Record<string, string>>, check: boolean): Promise<string[]> {
  const stale: string[] = []
  for (const [path, content] of Object.entries(files)) {
    if (!check) await writeIfChanged(path, content)
    else if ((await readFile(path, 'utf8').catch(() => '')) !== content) stale.push(path)
  }
  return stale
}
