// Compiles the contracts into src/generated (committed, so that a review shows every change of the API) and gathers the files of the
// pages in dist/assets. Everything that is wrong is named at once.
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { buildAssets } from '../contracts/assets.ts'
import { gapFaults } from '../contracts/access-gaps.ts'
import { checkContracts, compileContracts, TOOLS_FILE } from '../contracts/compile.ts'
import { compiledSettings } from '../contracts/compiled-settings.ts'
import { ContractError } from '../contracts/contract-error.ts'
import { writeIfChanged } from '../contracts/files.ts'
import { readContracts } from '../contracts/load.ts'
import { tenantFileOf, writeTenantFile } from '../contracts/tenant-file.ts'
import { checkDevelopmentVariables } from '../contracts/variable-names.ts'
import { weakerSiblingsOf } from '../contracts/weaker-siblings.ts'
import { checkOriginBindings, checkProject } from '../contracts/wiring.ts'
import { readTable } from '../project/compiled.ts'
import { TENANT_FILE } from '../project/workers.ts'
import { readProjectSettings } from '../project/project-settings.ts'

/** Options of the command. */
export interface CompileOptions {
  /** Changes nothing, and fails when a generated file is stale. */
  readonly check?: boolean
}

/** Compiles the contracts of the project in the working directory. @throws ContractError with everything that is wrong */
export async function compile({ check = false }: CompileOptions = {}): Promise<void> {
  const project = await readProjectSettings()
  const { contracts, problems } = await readContracts()
  const gaps = contracts.flatMap(({ name, gaps = [] }) => gapFaults(name ?? '', gaps))
  const faults = [
    ...problems,
    ...checkContracts(contracts, problems.length === 0),
    ...checkProject(contracts),
    ...(check ? gaps : []),
  ]
  if (faults.length > 0) throw new ContractError([...new Set(faults)])
  const unbound = checkOriginBindings(contracts)
  if (check && unbound.length > 0) throw new ContractError(unbound)
  const files = compileContracts(contracts, compiledSettings(project))
  const stale = await writeOrCompare(files, check)
  if (!Object.hasOwn(files, TOOLS_FILE) && existsSync(TOOLS_FILE)) {
    if (check) stale.push(TOOLS_FILE)
    else await rm(TOOLS_FILE)
  }
  if (!check) await writeTenantFile(project)
  else if ((await readFile(TENANT_FILE, 'utf8').catch(() => null)) !== tenantFileOf(project)) stale.push(TENANT_FILE)
  if (stale.length > 0)
    throw new ContractError(
      `${stale.join(', ')} no longer match the contracts: run \`gatehouse contracts\` and commit them`,
    )
  const { services } = await readTable()
  const warnings = [
    ...contracts.flatMap((contract) => contract.warnings ?? []),
    ...gaps,
    ...unbound,
    ...weakerSiblingsOf(contracts),
    ...checkDevelopmentVariables(services),
  ]
  for (const warning of warnings) console.warn(`warning: ${warning}`)
  if (!check) await buildAssets(contracts, project)
}

async function writeOrCompare(files: Readonly<Record<string, string>>, check: boolean): Promise<string[]> {
  const stale: string[] = []
  for (const [path, content] of Object.entries(files)) {
    if (!check) await writeIfChanged(path, content)
    else if ((await readFile(path, 'utf8').catch(() => '')) !== content) stale.push(path)
  }
  return stale
}
