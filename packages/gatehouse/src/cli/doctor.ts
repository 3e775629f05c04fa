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
import { hasFaults, lineOf } from './doctor/finding.ts'
import { checkBindings, checkVersions, checkWiring, readVersions } from './doctor/project.ts'
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
  readonly json?: boolean
}

/** Prints what is found, and sets the exit code when something is wrong. @throws CommandError for an unknown environment or a bad address */
export async function printDiagnosis(options: DoctorOptions): Promise<void> {
  await compile()
  const { wrangler, wanted } = readVersions()
  const environment = options.env === undefined ? undefined : environmentOf(options.env)
  const config = readConfigView(readConfig(GATEWAY, environment === undefined ? 'development' : { environment }))
  const where = environment === undefined ? 'wrangler.toml' : `[env.${environment}] of wrangler.toml`
  const url = options.url === undefined ? undefined : gatewayUrlFrom(options.url)
  const devVars = existsSync('.dev.vars') ? '.dev.vars' : '.dev.vars.example'
  const secrets = options.secrets === undefined ? {} : readSecrets(options.secrets)
  const input: DoctorInput = {
    services: (await readTable()).services,
    login: options.login ?? false,
    ...(environment === undefined
      ? {
          variables: { ...config.vars, ...parseEnv(readFileSync(devVars, 'utf8')), ...secrets },
          source: devVars,
          gatewayUrl: url ?? `http://localhost:${(await readProjectSettings()).ports.gateway}`,
        }
      : {
          variables: { ...config.vars, ...secrets },
          source: `[env.${environment}.vars]`,
          gatewayUrl: url ?? gatewayUrlOf(config, null),
        }),
  }
  const findings = [
    ...checkVersions(versions.node, wrangler, wanted),
    ...checkBindings(config, where),
    ...(await checkWiring()),
    ...(await diagnose(input, { fetch: (url, init) => fetch(url, init), clock: systemClock })),
  ]
  console.log(options.json ? JSON.stringify(findings, null, 2) : findings.map(lineOf).join('\n'))
  if (hasFaults(findings)) process.exitCode = 1
}
