// Deploys everything in the order that the bindings demand, after a look at configuration and tenant, and asks the gateway
// afterwards whether it works. `--dry-run` builds and sends nothing. Stopped halfway, the same command goes on where it stopped.
import { argv, env, exit } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { systemClock } from '#http/clock'
import { findAccess } from './deploy/access.ts'
import { Account } from './deploy/cloudflare.ts'
import { deployEffects } from './deploy/effects.ts'
import { examineBefore } from './deploy/examination.ts'
import { DEFAULT_ENVIRONMENT, type Environment, environmentOf } from './deploy/environments.ts'
import { findGatewayUrl, gatewayUrlFrom } from './deploy/gateway-url.ts'
import { NOTHING, planDeploy, type Wish } from './deploy/plan.ts'
import { readPresent } from './deploy/present.ts'
import { secretPrompt } from './deploy/prompt.ts'
import { dryRunEffects } from './deploy/rehearsal.ts'
import { runPlan } from './deploy/runner.ts'
import { askForSecrets, concealing, readSecrets } from './deploy/secrets.ts'
import { SETTLING_MILLIS, smokeTest } from './deploy/smoke.ts'
import { readConfig, readTargets } from './deploy/targets.ts'
import { quietWrangler } from './deploy/wrangler.ts'
import { GATEWAY } from './workers.ts'

const USAGE = `usage: npm run deploy [-- --env staging|production] [--only payments] [--dry-run] [--secrets FILE] [--url https://…]

  --env        where to; production unless it says otherwise
  --only       a folder under workers/, or gateway; may be given more than once
  --dry-run    builds every Worker and shows the steps of a first deploy; sends nothing and needs no account
  --secrets    a file with the gateway's secrets: JSON, or lines as in .dev.vars; otherwise you are asked for them
  --url        where people reach the gateway, if it is not what wrangler.toml says
  --no-doctor  deploys without a look at configuration and tenant
  --no-smoke   does not ask the gateway afterwards
  --settle     how many seconds the gateway has until it must answer well afterwards; 90`

try {
  const { values } = parseArgs({
    args: argv.slice(2),
    allowNegative: true,
    options: {
      env: { type: 'string', default: DEFAULT_ENVIRONMENT },
      only: { type: 'string', multiple: true, default: [] },
      'dry-run': { type: 'boolean', default: false },
      secrets: { type: 'string' },
      url: { type: 'string' },
      doctor: { type: 'boolean', default: true },
      smoke: { type: 'boolean', default: true },
      settle: { type: 'string', default: String(SETTLING_MILLIS / 1000) },
      help: { type: 'boolean', default: false },
    },
  })
  const environment = environmentOf(values.env)
  const wish: Wish = {
    only: values.only.flatMap((list) => list.split(',')),
    doctor: values.doctor,
    smoke: values.smoke,
  }
  if (values.help) console.log(USAGE)
  else if (values['dry-run']) exit((await rehearse(environment, wish)) ? 0 : 1)
  else exit((await deploy(environment, wish, { ...values, settlingMillis: secondsOf(values.settle) * 1000 })) ? 0 : 1)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  if (error instanceof TypeError) console.error(`\n${USAGE}`)
  exit(1)
}

async function rehearse(environment: Environment, wish: Wish): Promise<boolean> {
  const targets = readTargets(environment)
  // Some of a system can only be deployed to one that is there.
  const present =
    wish.only.length === 0
      ? NOTHING
      : { ...NOTHING, workers: new Set([targets.gateway, ...targets.domains].map(({ name }) => name)) }
  const steps = planDeploy(targets, present, wish)
  const wrangler = quietWrangler({}, (text) => text)
  const { ok } = await runPlan(steps, new Map(), dryRunEffects(environment, wrangler, console.log))
  console.log(`${ok ? '\nEverything builds. ' : ''}Nothing was sent.`)
  return ok
}

interface DeployOptions {
  readonly secrets?: string | undefined
  readonly url?: string | undefined
  readonly settlingMillis: number
}

async function deploy(environment: Environment, wish: Wish, options: DeployOptions): Promise<boolean> {
  const { secrets: secretsFile, url, settlingMillis } = options
  const withGateway = wish.only.length === 0 || wish.only.includes(GATEWAY.folder)
  if (secretsFile !== undefined && !withGateway)
    throw new TypeError(`secrets belong to the gateway: add --only ${GATEWAY.folder}`)
  const wished = url === undefined ? undefined : gatewayUrlFrom(url)
  const targets = readTargets(environment)
  const config = readConfig(GATEWAY, environment)
  const access = await findAccess({
    env,
    wrangler: quietWrangler({}, (text) => text),
    fetch,
    configured: config.account_id,
  })
  const account = new Account(access)
  const { present, before, secretNames } = await readPresent(account, targets)
  const given = secretsFile === undefined ? {} : readSecrets(secretsFile)
  const twice = Object.keys(given).find((name) => name in config.vars)
  if (twice !== undefined) throw new Error(`${twice} is in ${secretsFile} and in [env.${environment}.vars]: remove one`)
  const known = [...secretNames, ...Object.keys(config.vars)]
  const secrets = withGateway ? await askForSecrets(given, known, secretPrompt()) : given
  const gatewayUrl = wished ?? (await findGatewayUrl(config, () => account.subdomain()))
  if (wish.smoke && gatewayUrl === null)
    throw new TypeError(`where is the gateway? Give --url, or [env.${environment}] a route without a *`)

  const steps = planDeploy(targets, present, wish)
  console.log(`Deploying to ${environment}: ${targets.gateway.name}${gatewayUrl === null ? '' : ` at ${gatewayUrl}`}\n`)
  const smoke = async (): Promise<void> => {
    await smokeTest(gatewayUrl ?? '', {
      fetch,
      now: () => performance.now(),
      pause: (millis) => setTimeout(millis),
      settlingMillis,
    })
  }
  const doctor = async (): Promise<void> => {
    const variables = { ...config.vars, ...secrets }
    const patient = {
      variables,
      source: `[env.${environment}.vars]`,
      knownSecrets: secretNames,
      gatewayUrl,
      login: 'AUTH0_CLIENT_SECRET' in secrets,
    }
    await examineBefore(patient, { fetch, clock: systemClock })
  }
  const wrangler = quietWrangler(
    { CLOUDFLARE_ACCOUNT_ID: access.account, CLOUDFLARE_API_TOKEN: access.token, CLOUDFLARE_API_BASE_URL: access.url },
    concealing({ ...secrets, token: access.token }),
  )
  const effects = deployEffects({ environment, account, secrets, wrangler, doctor, smoke, print: console.log })
  const { ok } = await runPlan(steps, before, effects)
  if (ok) console.log(`\nDeployed${gatewayUrl === null ? '' : `: ${gatewayUrl}`}`)
  if (ok && !withGateway)
    console.log(
      'The gateway was not deployed: it knows the routes as they were. After a change of a contract deploy it too.',
    )
  return ok
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds
  throw new TypeError('--settle takes a number of seconds')
}
