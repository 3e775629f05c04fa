// Compiles the contracts of the gateway and of every domain into src/gateway/generated (committed, so that a review shows
// every change of the API) and gathers the documentation page's files in dist/assets. `--check` fails on stale files.
import { readFile } from 'node:fs/promises'
import { exit } from 'node:process'
import { buildAssets } from './contracts/assets.ts'
import { compileContracts } from './contracts/compile.ts'
import { ContractError } from './contracts/contract-error.ts'
import { loadContracts } from './contracts/load.ts'
import { writeIfChanged } from './contracts/files.ts'
import { weakerSiblingsOf } from './contracts/weaker-siblings.ts'

const check = process.argv.includes('--check')

try {
  const contracts = await loadContracts()
  const files = compileContracts(contracts)
  for (const warning of weakerSiblingsOf(contracts)) console.warn(`warning: ${warning}`)
  const stale: string[] = []
  for (const [path, content] of Object.entries(files)) {
    if (check) {
      if ((await readFile(path, 'utf8').catch(() => '')) !== content) stale.push(path)
    } else {
      await writeIfChanged(path, content)
    }
  }
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
