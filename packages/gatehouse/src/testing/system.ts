// Starts the whole system for a test file: the gateway and every domain from their own wrangler.toml, and the local tenant on its own
// origin, as Auth0 is. Real workerd, with local KV, D1 and service bindings.
//
//   const system = await startSystem()
//   const token = await system.token({ user: 'reader', scope: 'read:payments' })
//   const answer = await system.fetch('/payments', { headers: bearer(token) })
//   await system.stop()
import { resolve } from 'node:path'
import { createTestHarness, type TestHarness } from 'wrangler'
import { firstUserOf, localToken } from '../cli/token/local.ts'
import { DEFAULT_CLAIM_NAMESPACE } from '../config/defaults.ts'
import { gatewayCopy, partialGateway } from './gateway-configs.ts'
import { AUDIENCE } from './local-api.ts'
import { startTenant, type Tenant } from './local-tenant.ts'
import { prebuilt } from './prebuild.ts'
import { standInOrigins } from './origin-stand-in.ts'
import { webhookSecretsOf } from './webhook-secrets.ts'
import type { StandIn, SystemOptions, TokenOptions } from './system-options.ts'
import { boundWorkers, workerIn } from '../project/bound-workers.ts'
import { configPathOf, domainWorkerName, readConfig, workerNameOf } from '../project/config-files.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { programPath } from '../project/program.ts'
import { databasesOf } from '../project/worker-config.ts'
import { domainWorkers, GATEWAY, type ProjectWorker } from '../project/workers.ts'

export { AUDIENCE, bearer } from './local-api.ts'
export { startTenant, type Tenant }

const COMPATIBILITY_DATE = '2026-11-01'

/** The configuration of .dev.vars.example, except for the domain, which depends on the port. */
const GATEWAY_VARS = {
  AUTH0_CLIENT_ID: 'local-app',
  AUTH0_CALLBACK_URL: 'http://localhost:6060/auth/callback',
  AUTH0_EXCHANGE_CLIENT_ID: 'local-exchange',
  AUTH0_EXCHANGE_CLIENT_SECRET: 'local-exchange-secret',
  GATEHOUSE_SESSION_KEYS: 'a-key-of-sessions-for-tests-alone-1, a-key-of-sessions-for-tests-alone-2',
}

type Init = NonNullable<Parameters<TestHarness['fetch']>[1]>
type Answer = Awaited<ReturnType<TestHarness['fetch']>>

/** A running system: the gateway and every domain of the project, and the local tenant beside them. */
export interface System {
  readonly harness: TestHarness
  readonly tenant: TestHarness
  /** The origins of the gateway and the tenant, for clients that need a real port. */
  readonly url: string
  readonly tenantUrl: string
  /** The prefix of the tenant's custom claims. */
  readonly claimNamespace: string
  fetch(path: string, init?: Init): Promise<Answer>
  /** A token as the tenant issues it. */
  token(options: TokenOptions): Promise<string>
  readonly control: Tenant['control']
  readonly mint: Tenant['mint']
  stop(): Promise<void>
}

/**
 * Starts the gateway, every domain and the local tenant in workerd, with their own wrangler.toml. It takes about two seconds. End it with
 * `system.stop()`.
 *
 * @example
 * import { bearer, startSystem, type System } from 'gatehouse/testing'
 * import { afterAll, beforeAll, expect, test } from 'vitest'
 *
 * let system: System
 * beforeAll(async () => {
 *   system = await startSystem({ vars: { GATEHOUSE_ALLOWED_ORIGINS: 'https://app.example.com' } })
 * })
 * afterAll(() => system.stop())
 *
 * test('a reader reads payments', async () => {
 *   const token = await system.token({ user: 'reader', scope: 'read:payments' })
 *   expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
 * })
 */
export async function startSystem({
  vars = {},
  otherTenants = [],
  without = [],
  standIns = [],
  drivers = [],
  isolates = 1,
  gatewayConfig,
  root = '.',
}: SystemOptions = {}): Promise<System> {
  const tenantInUse = parked.pop() ?? (await startTenant())
  const { harness: tenant, url: tenantUrl, control, mint } = tenantInUse
  const { tenant: tenantConfig } = await readProjectSettings(root)
  const { audience = AUDIENCE, claimNamespace = DEFAULT_CLAIM_NAMESPACE } = tenantConfig ?? {}
  const domains = domainWorkers(root).filter(({ name }) => !without.includes(name))
  const webhookSecrets = webhookSecretsOf(root)
  const variables = {
    ...GATEWAY_VARS,
    AUTH0_AUDIENCE: audience,
    AUTH0_CLAIM_NAMESPACE: claimNamespace,
    ...(await standInOrigins()),
    // The .dev.vars of a developer must not affect a test.
    AUTH0_DOMAIN: [tenantUrl, ...otherTenants].join(', '),
    AUTH0_CLIENT_SECRET: 'local-app-secret',
    ...webhookSecrets,
    ...vars,
  }
  const built = (worker: ProjectWorker) =>
    root === '.' ? prebuilt(worker) : { configPath: resolve(root, configPathOf(worker, 'test')) }
  const usual = without.length === 0 ? built(GATEWAY) : { ...prebuilt(GATEWAY), configPath: partialGateway(domains) }
  const gateway = gatewayConfig === undefined ? usual : { configPath: gatewayConfig }
  const harness = createTestHarness({
    workers: [
      { ...gateway, secrets: variables },
      ...Array.from({ length: isolates - 1 }, (_, index) => ({
        ...gateway,
        configPath: gatewayCopy(index + 2),
        secrets: variables,
      })),
      ...domains.map((domain) => ({
        ...built(domain),
        secrets: webhookSecrets,
        bindingOverrides: overridesFor(domain.name, standIns),
      })),
      ...standIns.map(({ binding, main }) => inlineWorker(binding.toLowerCase(), main)),
      ...[...without.map(domainWorkerName), ...boundWorkers(root).map((bound) => workerIn(null, bound))].map((name) =>
        inlineWorker(name, programPath(import.meta.url, './absent-worker')),
      ),
      ...drivers.map(({ name, main }) =>
        inlineWorker(name, main, [{ binding: 'GATEWAY', service: workerNameOf(GATEWAY) }]),
      ),
    ],
  })
  const { url } = await harness.listen()
  await applyMigrations(harness, domains, root)

  return {
    harness,
    tenant,
    url: url.origin,
    tenantUrl,
    claimNamespace,
    control,
    mint,
    fetch: (path, init) => harness.fetch(path, init),
    token: ({ user = firstUserOf(tenantConfig), machine = false, scope = '' }) =>
      localToken(machine ? null : user, scope, tenantUrl, tenantConfig),
    stop: async () => {
      await harness.close()
      await park(tenantInUse)
    },
  }
}

/** Applies the migrations of these domains. */
export async function applyMigrations(
  harness: TestHarness,
  domains: readonly ProjectWorker[],
  root = '.',
): Promise<void> {
  await Promise.all(
    domains.flatMap((domain) => {
      const config = readConfig(domain, 'test', root)
      const worker = harness.getWorker(String(config['name']))
      return databasesOf(config).map(({ binding }) => worker.applyD1Migrations(binding))
    }),
  )
}

/**
 * Starts a system for one test, and stops it afterwards. When the test fails, it prints what happened in the system.
 *
 * @example
 * import { withSystem } from 'gatehouse/testing'
 * import { expect, test } from 'vitest'
 *
 * test('a gateway without payments answers 503', async () => {
 *   await withSystem({ without: ['payments'] }, async (system) => {
 *     expect((await system.fetch('/ready')).status).toBe(503)
 *   })
 * })
 */
export async function withSystem(options: SystemOptions, use: (system: System) => Promise<void>): Promise<void> {
  const system = await startSystem(options)
  try {
    await use(system)
  } catch (error) {
    system.harness.debug()
    throw error
  } finally {
    await system.stop()
  }
}

/**
 * Returns what a system has logged, one string a line.
 *
 * @param event gives only the lines of this event
 *
 * @example
 * import { linesOf, useSystem } from 'gatehouse/testing'
 * import { expect, test } from 'vitest'
 *
 * const system = useSystem()
 *
 * test('each request has its line in the log', async () => {
 *   await system().fetch('/health')
 *   expect(linesOf(system(), 'request')).toHaveLength(1)
 * })
 */
export function linesOf(system: System, event?: string): string[] {
  const lines = system.harness.getLogs().map(({ message }) => message)
  return event === undefined ? lines : lines.filter((line) => line.includes(`"event":"${event}"`))
}

/** A Worker without a folder of its own. */
export function inlineWorker(name: string, main: string, services: { binding: string; service: string }[] = []) {
  return { config: { name, main, compatibility_date: COMPATIBILITY_DATE, services } }
}

function overridesFor(folder: string, standIns: readonly StandIn[]): Record<string, string> {
  const own = standIns.filter((standIn) => standIn.folder === folder)
  return Object.fromEntries(own.map(({ binding }) => [binding, binding.toLowerCase()]))
}

// A tenant of a system that has stopped, for the next one: without a memory, and with other keys when a test has rotated its own, it is a
// new tenant. Its process ends with that of the test file.
const parked: Tenant[] = []

async function park(tenant: Tenant): Promise<void> {
  try {
    await tenant.control('POST', 'reset')
    const { previous } = await tenant.control('GET', 'keys')
    if (previous !== null) await tenant.control('POST', 'keys/renew')
    parked.push(tenant)
  } catch {
    // A test has closed it.
    await tenant.harness.close()
  }
}
