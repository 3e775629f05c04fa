// Prints the scopes and settings of the API in Auth0 that the contracts require, and with --check compares them with the tenant's.
import { readFileSync } from 'node:fs'
import { env } from 'node:process'
import { GENERATED } from '../contracts/compile.ts'
import { readTable } from '../project/compiled.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { differencesOf } from './plan/compare.ts'
import { fetchApi } from './plan/management.ts'
import { type Plan, planOf } from './plan/plan.ts'
import { renderDeployCli, renderTable, renderTerraform } from './plan/render.ts'
import { CommandError } from './command-error.ts'
import { compile } from './contracts.ts'
import { readSettings, tenantOrigin } from './token/settings.ts'

/** Options of the command. */
export interface PlanOptions {
  readonly terraform?: boolean
  readonly deployCli?: boolean
  readonly check?: boolean
  readonly audience?: string
  readonly domain?: string
}

/** Prints the plan, or with `check` what is different at the tenant. @throws CommandError when something needed is missing */
export async function printPlan({
  terraform = false,
  deployCli = false,
  check = false,
  audience,
  domain,
}: PlanOptions): Promise<void> {
  await compile()
  const { title } = await readProjectSettings()
  const permissions = JSON.parse(readFileSync(`${GENERATED}/permissions.json`, 'utf8')) as Record<string, string>
  const plan = planOf(audience ?? readSettings().audiences[0], permissions, (await readTable()).routes, title)
  if (check) await compare(plan, domain === undefined ? readSettings().domains[0].origin : tenantOrigin(domain))
  else console.log((terraform ? renderTerraform : deployCli ? renderDeployCli : renderTable)(plan).trimEnd())
}

async function compare(plan: Plan, origin: string): Promise<void> {
  const { MANAGEMENT_CLIENT_ID: clientId, MANAGEMENT_CLIENT_SECRET: clientSecret } = env
  if (!clientId || !clientSecret)
    throw new CommandError('MANAGEMENT_CLIENT_ID and MANAGEMENT_CLIENT_SECRET are not set')
  const api = await fetchApi(origin, plan.identifier, { clientId, clientSecret })
  const differences =
    api === null ? [`there is no API with the identifier ${plan.identifier}: create it`] : differencesOf(plan, api)
  for (const difference of differences) console.log(`✗ ${difference}`)
  if (differences.length > 0) {
    process.exitCode = 1
    return
  }
  console.log(`✓ ${origin} has what the contracts demand: ${plan.scopes.length} permissions`)
}
