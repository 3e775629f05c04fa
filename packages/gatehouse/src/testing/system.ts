// Starts the whole system for a test file: the gateway and every domain from their own wrangler.toml, and the local tenant on its own
// origin, as Auth0 is. Real workerd, with local KV, D1 and service bindings.
//
//   const system = await startSystem()
//   const token = await system.token({ user: 'reader', scope: 'read:payments' })
//   const answer = await system.fetch('/payments', { headers: bearer(token) })
//   await system.stop()
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createTestHarness, type TestHarness } from 'wrangler'
import { firstUserOf, localToken } from '../cli/token/local.ts'
import { DEFAULT_AUDIENCE, DEFAULT_CLAIM_NAMESPACE } from '../config/defaults.ts'
import { startTenant, type Tenant } from './local-tenant.ts'
import { prebuilt } from './prebuild.ts'
import { standInOrigins } from './origin-stand-in.ts'
import { boundWorkers, workerIn } from '../project/bound-workers.ts'
import { configPathOf, domainWorkerName, readConfig, workerNameOf } from '../project/config-files.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { programPath } from '../project/program.ts'
import type { Table } from '../project/table.ts'
import { databasesOf } from '../project/worker-config.ts'
import { bindingOf, domainWorkers, GATEWAY, type ProjectWorker } from '../project/workers.ts'

export { startTenant, type Tenant }

/** The API of the local tenant, where the project does not say otherwise. */
export const AUDIENCE = DEFAULT_AUDIENCE

const COMPATIBILITY_DATE = '2026-11-01'

/** The configuration of .dev.vars.example, except for the domain, which depends on the port. */
const GATEWAY_VARS = {
  AUTH0_CLIENT_ID: 'local-app',
  AUTH0_CALLBACK_URL: 'http://localhost:6060/auth/callback',
  GATEHOUSE_SESSION_KEYS: 'a-key-of-sessions-for-tests-alone-1, a-key-of-sessions-for-tests-alone-2',
}

/** The user of a token, and its scope. */
export interface TokenOptions {
  /** The part of a user's address before the `@`; the first user unless it says otherwise. */
  readonly user?: string
  readonly machine?: boolean
  /** Space-separated; nothing means none. */
  readonly scope?: string
}

/** The settings that a test may change before the system starts. */
export interface SystemOptions {
  /** Variables of the gateway in place of the usual ones; `AUTH0_DOMAIN` too. */
  readonly vars?: Readonly<Record<string, string>>
  /** Origins of other tenants that the gateway trusts besides its own. */
  readonly otherTenants?: readonly string[]
  /** Folders under workers/ that the gateway has no binding for, and that the bindings of other domains do not reach. */
  readonly without?: readonly string[]
  /** Workers that replace the targets of a domain's calls. */
  readonly standIns?: readonly StandIn[]
  /** The folder of another project than that of the working directory: its Workers are built when they start. */
  readonly root?: string
  /** Workers that call the gateway over a service binding, `GATEWAY`. */
  readonly drivers?: readonly { readonly name: string; readonly main: string }[]
}

/** A Worker that answers a binding of a domain, reached by the name of that binding in small letters. */
export interface StandIn {
  /** The domain's folder under workers/. */
  readonly folder: string
  readonly binding: string
  /** The Worker's module. */
  readonly main: string
}

type Init = NonNullable<Parameters<TestHarness['fetch']>[1]>
type Answer = Awaited<ReturnType<TestHarness['fetch']>>

/** A running system. */
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

/** Starts everything; takes about two seconds. */
export async function startSystem({
  vars = {},
  otherTenants = [],
  without = [],
  standIns = [],
  drivers = [],
  root = '.',
}: SystemOptions = {}): Promise<System> {
  const tenantInUse = parked.pop() ?? (await startTenant())
  const { harness: tenant, url: tenantUrl, control, mint } = tenantInUse
  const { tenant: tenantConfig } = await readProjectSettings(root)
  const { audience = DEFAULT_AUDIENCE, claimNamespace = DEFAULT_CLAIM_NAMESPACE } = tenantConfig ?? {}
  const domains = domainWorkers(root).filter(({ name }) => !without.includes(name))
  const variables = {
    ...GATEWAY_VARS,
    AUTH0_AUDIENCE: audience,
    AUTH0_CLAIM_NAMESPACE: claimNamespace,
    ...(await standInOrigins()),
    // The .dev.vars of a developer must not affect a test.
    AUTH0_DOMAIN: [tenantUrl, ...otherTenants].join(', '),
    AUTH0_CLIENT_SECRET: 'local-app-secret',
    ...vars,
  }
  const built = (worker: ProjectWorker) =>
    root === '.' ? prebuilt(worker) : { configPath: resolve(root, configPathOf(worker, 'test')) }
  const gateway = without.length === 0 ? built(GATEWAY) : { ...prebuilt(GATEWAY), configPath: partialGateway(domains) }
  const harness = createTestHarness({
    workers: [
      { ...gateway, secrets: variables },
      ...domains.map((domain) => ({ ...built(domain), bindingOverrides: overridesFor(domain.name, standIns) })),
      ...standIns.map(({ binding, main }) => inline(binding.toLowerCase(), main)),
      ...[...without.map(domainWorkerName), ...boundWorkers(root).map((bound) => workerIn(null, bound))].map((name) =>
        inline(name, programPath(import.meta.url, './absent-worker')),
      ),
      ...drivers.map(({ name, main }) => inline(name, main, [{ binding: 'GATEWAY', service: workerNameOf(GATEWAY) }])),
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

/** Starts a system for one test, and prints its events when the test fails. */
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

/** What a system has logged, a line each: all of it, or the lines of one event. */
export function linesOf(system: System, event?: string): string[] {
  const lines = system.harness.getLogs().map(({ message }) => message)
  return event === undefined ? lines : lines.filter((line) => line.includes(`"event":"${event}"`))
}

function inline(name: string, main: string, services: { binding: string; service: string }[] = []) {
  return { config: { name, main, compatibility_date: COMPATIBILITY_DATE, services } }
}

function overridesFor(folder: string, standIns: readonly StandIn[]): Record<string, string> {
  const own = standIns.filter((standIn) => standIn.folder === folder)
  return Object.fromEntries(own.map(({ binding }) => [binding, binding.toLowerCase()]))
}

// A tenant of a system that has stopped, for the next one: with other keys and without a memory it is another tenant. Its
// process ends with that of the test file.
const parked: Tenant[] = []

async function park(tenant: Tenant): Promise<void> {
  try {
    await tenant.control('POST', 'reset')
    await tenant.control('POST', 'keys/renew')
    parked.push(tenant)
  } catch {
    // A test has closed it.
    await tenant.harness.close()
  }
}

/** Writes the configuration of a gateway that is bound to these domains alone. @returns its path */
export function partialGateway(domains: readonly ProjectWorker[]): string {
  const config = readConfig(GATEWAY, 'test')
  const kept = domains.map(({ name }) => bindingOf(name))
  const services = (config['services'] as readonly Table[]).filter(({ binding }) => kept.includes(String(binding)))
  const configPath = `${mkdtempSync(join(tmpdir(), 'gatehouse-test-'))}/wrangler.json`
  writeFileSync(configPath, JSON.stringify({ ...config, services }))
  return configPath
}

/** The header that carries an access token (RFC 6750 §2.1). */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}
