// Checks configuration and tenant, and says what to do about whatever is wrong. The exit code is 1 when anything is.
import { existsSync, readFileSync } from 'node:fs'
import { argv, exit, versions } from 'node:process'
import { parseArgs, parseEnv } from 'node:util'
import { systemClock } from '#http/clock'
import { environmentOf } from './deploy/environments.ts'
import { gatewayUrlFrom, gatewayUrlOf } from './deploy/gateway-url.ts'
import { readSecrets } from './deploy/secrets.ts'
import { readConfig } from './deploy/targets.ts'
import { diagnose, type Patient } from './doctor/diagnose.ts'
import { isIll, lineOf } from './doctor/finding.ts'
import { examineBindings, examineVersions, examineWiring, readVersions } from './doctor/project.ts'
import { DEVELOPMENT_GATEWAY_URL, GATEWAY } from './workers.ts'

const USAGE = `usage: npm run doctor [-- --env staging|production] [--secrets FILE] [--url https://…] [--login] [--json]

  --env      looks at what [env.<name>.vars] of wrangler.toml has; without it at .dev.vars
  --secrets  a file with what is not in wrangler.toml, as npm run deploy takes it
  --url      where people reach the gateway, if wrangler.toml has no route with a custom domain
  --login    tries the client secret too; the attempt shows in the tenant's log
  --json     prints one JSON array, for machines`

try {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      env: { type: 'string' },
      secrets: { type: 'string' },
      url: { type: 'string' },
      login: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    exit(0)
  }
  const { wrangler, wanted } = readVersions()
  const environment = values.env === undefined ? undefined : environmentOf(values.env)
  const config = readConfig(GATEWAY, environment)
  const where = environment === undefined ? 'wrangler.toml' : `[env.${environment}] of wrangler.toml`
  const url = values.url === undefined ? undefined : gatewayUrlFrom(values.url)
  const devVars = existsSync('.dev.vars') ? '.dev.vars' : '.dev.vars.example'
  const secrets = values.secrets === undefined ? {} : readSecrets(values.secrets)
  const patient: Patient = {
    login: values.login,
    ...(environment === undefined
      ? {
          variables: { ...config.vars, ...parseEnv(readFileSync(devVars, 'utf8')), ...secrets },
          source: devVars,
          gatewayUrl: url ?? DEVELOPMENT_GATEWAY_URL,
        }
      : {
          variables: { ...config.vars, ...secrets },
          source: `[env.${environment}.vars]`,
          gatewayUrl: url ?? gatewayUrlOf(config, null),
        }),
  }
  const findings = [
    ...examineVersions(versions.node, wrangler, wanted),
    ...examineBindings(config, where),
    ...(await examineWiring()),
    ...(await diagnose(patient, { fetch: (url, init) => fetch(url, init), clock: systemClock })),
  ]
  console.log(values.json ? JSON.stringify(findings, null, 2) : findings.map(lineOf).join('\n'))
  exit(isIll(findings) ? 1 : 0)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  if (error instanceof TypeError) console.error(USAGE)
  exit(1)
}
