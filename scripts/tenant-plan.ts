// Prints what the API in Auth0 must have for the contracts to hold, and with --check compares it with what it has.
import { readFileSync } from 'node:fs'
import { env, exit } from 'node:process'
import { parseArgs } from 'node:util'
import { ROUTES } from '../src/gateway/generated/routes.ts'
import { GENERATED } from './contracts/compile.ts'
import { differencesOf } from './plan/compare.ts'
import { fetchApi } from './plan/management.ts'
import { type Plan, planOf } from './plan/plan.ts'
import { renderDeployCli, renderTable, renderTerraform } from './plan/render.ts'
import { Mistake, sentenceOf } from './token/mistake.ts'
import { readSettings, tenantOrigin } from './token/settings.ts'

const USAGE = `usage: npm run -s tenant:plan -- [--terraform | --deploy-cli | --check] [--audience ID] [--domain DOMAIN]

  (nothing)      a table of the permissions
  --terraform    the API and its permissions for the provider auth0/auth0
  --deploy-cli   the same as a part of tenant.yaml for auth0-deploy-cli
  --check        compares with the tenant; exit code 1 when anything is different. Needs an application (Machine to Machine)
                 that is authorized for the Auth0 Management API with read:resource_servers: its id and its secret in the
                 environment, as MANAGEMENT_CLIENT_ID and MANAGEMENT_CLIENT_SECRET
  --audience ID  the API's identifier; otherwise the first AUTH0_AUDIENCE of .dev.vars
  --domain NAME  the tenant, which is never its custom domain; otherwise the first AUTH0_DOMAIN of .dev.vars`

try {
  const { values } = parseArgs({
    options: {
      terraform: { type: 'boolean', default: false },
      'deploy-cli': { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      audience: { type: 'string' },
      domain: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { terraform, 'deploy-cli': deployCli, check, domain } = values
  if ([terraform, deployCli, check].filter(Boolean).length > 1)
    throw new Mistake('one form at a time', { withUsage: true })
  if (values.help) console.log(USAGE)
  else {
    const permissions = JSON.parse(readFileSync(`${GENERATED}/permissions.json`, 'utf8')) as Record<string, string>
    const plan = planOf(values.audience ?? readSettings().audiences[0], permissions, ROUTES)
    if (check) await compare(plan, domain === undefined ? readSettings().domains[0].origin : tenantOrigin(domain))
    else console.log((terraform ? renderTerraform : deployCli ? renderDeployCli : renderTable)(plan).trimEnd())
  }
} catch (error) {
  console.error(sentenceOf(error, USAGE))
  exit(1)
}

async function compare(plan: Plan, origin: string): Promise<void> {
  const { MANAGEMENT_CLIENT_ID: clientId, MANAGEMENT_CLIENT_SECRET: clientSecret } = env
  if (!clientId || !clientSecret)
    throw new Mistake('MANAGEMENT_CLIENT_ID and MANAGEMENT_CLIENT_SECRET are not set', { withUsage: true })
  const api = await fetchApi(origin, plan.identifier, { clientId, clientSecret })
  const differences =
    api === null ? [`there is no API with the identifier ${plan.identifier}: create it`] : differencesOf(plan, api)
  for (const difference of differences) console.log(`✗ ${difference}`)
  if (differences.length > 0) exit(1)
  console.log(`✓ ${origin} has what the contracts demand: ${plan.scopes.length} permissions`)
}
