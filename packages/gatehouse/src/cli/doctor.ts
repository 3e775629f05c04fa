// Checks configuration and tenant, and prints a remedy for each defect. The exit code is 1 if there is one.
import { existsSync, readFileSync } from 'node:fs'
import { versions } from 'node:process'
import { parseEnv } from 'node:util'
import { systemClock } from '../http/clock.ts'
import { readTable } from '../project/compiled.ts'
import { compile } from './contracts.ts'
import { environmentOf } from './deploy/environments.ts'
import { gatewayUrlFrom, gatewayUrlOf } from './deploy/gateway-url.ts'
import { readSecrets } from './deploy/secrets.ts'
import { diagnose, type DoctorInput } from './doctor/diagnose.ts'
import { type Finding, hasFaults, lineOf } from './doctor/finding.ts'
import { checkBindings, checkVersions, checkWiring, readVersions } from './doctor/project.ts'
import { loginDemandsOf } from './login-demands.ts'
import { readConfig } from '../project/config-files.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { readConfigView } from '../project/worker-config.ts'
import { GATEWAY } from '../project/workers.ts'

/** Options of the command. */
export interface DoctorOptions {
  readonly env?: string
  readonly secrets?: string
  readonly url?: string
  readonly login?: boolean
  readonly fix?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** The checks whose defects `tenant apply` puts right. */
const FIXED_BY_APPLY: readonly string[] = ['configuration', 'audience', 'client', 'callback', 'logout', 'secret', 'kv']

/**
 * Prints what is found, and sets the exit code when something is wrong. With `fix` it lets `tenant apply` put right what that can, and
 * looks again.
 *
 * @throws CommandError for an unknown environment or a bad address, and what `tenant apply` throws
 */
export async function printDiagnosis(options: DoctorOptions): Promise<void> {
  await compile()
  const before = await findAll(options)
  const findings = options.fix === true && before.some(isFixable) ? await fix(before, options) : before
  console.log(options.json ? JSON.stringify(findings, null, 2) : render(findings))
  if (hasFaults(findings)) process.exitCode = 1
}

function isFixable({ check, state }: Finding): boolean {
  return (state === 'bad' || state === 'warning') && FIXED_BY_APPLY.includes(check)
}

async function fix(before: readonly Finding[], options: DoctorOptions): Promise<readonly Finding[]> {
  const { env, url, yes, json } = options
  if (json !== true) console.log(`${render(before)}\n`)
  const { readTenantRun } = await import('./tenant/project.ts')
  const { runApply } = await import('./tenant/run.ts')
  const run = await readTenantRun({ ...(env !== undefined && { env }), ...(url !== undefined && { url }) })
  // The one object of the output is that of the doctor.
  const print = json === true ? console.error : console.log
  await runApply(run, { yes: yes === true, json: false, print })
  if (json !== true) console.log('')
  return await findAll(options)
}

function render(findings: readonly Finding[]): string {
  return findings.map(lineOf).join('\n')
}

async function findAll(options: DoctorOptions): Promise<readonly Finding[]> {
  const { wrangler, wanted } = readVersions()
  const environment = options.env === undefined ? undefined : environmentOf(options.env)
  const config = readConfigView(readConfig(GATEWAY, environment === undefined ? 'development' : { environment }))
  const where = environment === undefined ? 'wrangler.toml' : `[env.${environment}] of wrangler.toml`
  const url = options.url === undefined ? undefined : gatewayUrlFrom(options.url)
  const devVars = existsSync('.dev.vars') ? '.dev.vars' : '.dev.vars.example'
  const secrets = options.secrets === undefined ? {} : readSecrets(options.secrets)
  const { ports, auth0 } = await readProjectSettings()
  const { services, routes } = await readTable()
  const input: DoctorInput = {
    services,
    withLoginClaims: loginDemandsOf(routes.map(({ access }) => access)).withLogin,
    login: options.login ?? false,
    ...(environment === undefined
      ? {
          variables: { ...config.vars, ...parseEnv(readFileSync(devVars, 'utf8')), ...secrets },
          source: devVars,
          gatewayUrl: url ?? `http://localhost:${ports.gateway}`,
        }
      : {
          variables: { ...config.vars, ...secrets },
          source: `[env.${environment}.vars]`,
          gatewayUrl: url ?? auth0.gatewayUrls?.[environment] ?? gatewayUrlOf(config, null),
        }),
  }
  return [
    ...checkVersions(versions.node, wrangler, wanted),
    ...checkBindings(config, where),
    ...(await checkWiring()),
    ...(await diagnose(input, { fetch: (url, init) => fetch(url, init), clock: systemClock })),
  ]
}
