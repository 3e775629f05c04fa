// Deploys everything in the order that the bindings require, after a check of configuration and tenant, and asks the gateway
// afterwards whether it works. `--dry-run` builds and sends nothing. Stopped halfway, the same command goes on where it stopped.
import { env } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../http/clock.ts'
import { headerVariablesOf } from '../gateway/upstream/origin-headers.ts'
import { readTable } from '../project/compiled.ts'
import { CommandError } from './command-error.ts'
import { compile } from './contracts.ts'
import { findAccess } from './deploy/access.ts'
import { Account } from './deploy/cloudflare.ts'
import { deployEffects } from './deploy/effects.ts'
import { runPreflight } from './deploy/preflight.ts'
import { environmentOf } from './deploy/environments.ts'
import { findGatewayUrl, gatewayUrlFrom } from './deploy/gateway-url.ts'
import { NOTHING, planDeploy, type DeployScope } from './deploy/plan.ts'
import { readPresent } from './deploy/present.ts'
import { secretPrompt } from './deploy/prompt.ts'
import { dryRunEffects } from './deploy/dry-run.ts'
import { runPlan } from './deploy/runner.ts'
import { askForSecrets, concealing, readSecrets } from './deploy/secrets.ts'
import { smokeTest } from './deploy/smoke.ts'
import { readTargets } from './deploy/targets.ts'
import { quietWrangler } from './deploy/wrangler.ts'
import { readConfigView } from '../project/worker-config.ts'
import { GATEWAY } from '../project/workers.ts'

/** Options of the command. */
export interface DeployOptions {
  readonly env: string
  readonly only: readonly string[]
  readonly dryRun?: boolean
  readonly secrets?: string
  readonly url?: string
  readonly doctor: boolean
  readonly smoke: boolean
  readonly settle: string
}

/** Deploys the project in the working directory, and sets the exit code when that fails. @throws CommandError for options that can't be */
export async function deployAll(options: DeployOptions): Promise<void> {
  await compile()
  const environment = environmentOf(options.env)
  const scope: DeployScope = {
    only: options.only.flatMap((list) => list.split(',')),
    doctor: options.doctor,
    smoke: options.smoke,
  }
  const settlingMillis = secondsOf(options.settle) * 1000
  const done = await (options.dryRun === true
    ? dryRun(environment, scope)
    : deploy(environment, scope, { secrets: options.secrets, url: options.url, settlingMillis }))
  if (!done) process.exitCode = 1
}

async function dryRun(environment: string, scope: DeployScope): Promise<boolean> {
  const targets = readTargets(environment)
  // Some of a system can only be deployed to one that is there.
  const present =
    scope.only.length === 0
      ? NOTHING
      : { ...NOTHING, workers: new Set([targets.gateway, ...targets.domains].map(({ name }) => name)) }
  const steps = planDeploy(targets, present, scope)
  const wrangler = quietWrangler({}, (text) => text)
  const { ok } = await runPlan(steps, new Map(), dryRunEffects(wrangler, console.log))
  console.log(`${ok ? '\nEverything builds. ' : ''}Nothing was sent.`)
  return ok
}

interface Destination {
  readonly secrets?: string | undefined
  readonly url?: string | undefined
  readonly settlingMillis: number
}

async function deploy(environment: string, scope: DeployScope, options: Destination): Promise<boolean> {
  const { secrets: secretsFile, url, settlingMillis } = options
  const withGateway = scope.only.length === 0 || scope.only.includes(GATEWAY.name)
  if (secretsFile !== undefined && !withGateway)
    throw new CommandError(`secrets belong to the gateway: add --only ${GATEWAY.name}`)
  const wished = url === undefined ? undefined : gatewayUrlFrom(url)
  const targets = readTargets(environment)
  const config = readConfigView(targets.gateway.config)
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
  if (twice !== undefined)
    throw new CommandError(`${twice} is in ${secretsFile} and in [env.${environment}.vars]: remove one`)
  const { services } = await readTable()
  const known = [...secretNames, ...Object.keys(config.vars)]
  const exchanging = services.flatMap(({ name, exchange }) => (exchange === undefined ? [] : [name]))
  const secrets = withGateway
    ? await askForSecrets(given, known, secretPrompt(), headerVariablesOf(services), exchanging)
    : given
  const gatewayUrl = wished ?? (await findGatewayUrl(config, () => account.subdomain()))
  if (scope.smoke && gatewayUrl === null)
    throw new CommandError(`where is the gateway? Give --url, or [env.${environment}] a route without a *`)

  const steps = planDeploy(targets, present, scope)
  console.log(`Deploying to ${environment}: ${targets.gateway.name}${gatewayUrl === null ? '' : ` at ${gatewayUrl}`}\n`)
  const smoke = async (): Promise<void> => {
    await smokeTest(gatewayUrl ?? '', {
      routes: (await readTable()).routes,
      fetch,
      now: () => performance.now(),
      pause: (millis) => setTimeout(millis),
      settlingMillis,
    })
  }
  const doctor = async (): Promise<void> => {
    const variables = { ...config.vars, ...secrets }
    const input = {
      services,
      variables,
      source: `[env.${environment}.vars]`,
      knownSecrets: secretNames,
      gatewayUrl,
      login: 'AUTH0_CLIENT_SECRET' in secrets,
    }
    await runPreflight(input, { fetch, clock: systemClock })
  }
  const wrangler = quietWrangler(
    { CLOUDFLARE_ACCOUNT_ID: access.account, CLOUDFLARE_API_TOKEN: access.token, CLOUDFLARE_API_BASE_URL: access.url },
    concealing({ ...secrets, token: access.token }),
  )
  const effects = deployEffects({ account, secrets, wrangler, doctor, smoke, print: console.log })
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
  throw new CommandError('--settle takes a number of seconds')
}
