// Creates a gateway: wiring only. Every object that lives as long as the isolate is created here, once.
// The whole module too: a named import of its `tracing` would be an error where it is missing.
import * as runtime from 'cloudflare:workers'
import { env, WorkerEntrypoint } from 'cloudflare:workers'
import type { Background, ProfileShape, TrustDocument } from '../access/index.ts'
import { systemClock } from '../http/clock.ts'
import type { ExchangeAnswer, ExchangedCaller, ExchangeRule } from '../http/exchange-rule.ts'
import { log, type LogSink, sendLogTo } from '../http/log.ts'
import { readVariables } from '../tenant/variables.ts'
import { createApp } from './app.ts'
import { ProofMemory } from './edge/proof-memory.ts'
import { CallCounter, type RateLimiter } from './edge/rate-limits.ts'
import { reportFormerNames } from './edge/renamed-variables.ts'
import { SubjectHash } from './edge/subject-hash.ts'
import { versionKeyOf } from './edge/version-key.ts'
import { versionOf } from './telemetry/version.ts'
import type { GatewayHooks, GatewayTable } from './handler.ts'
import type { GatewayBindings } from './tenant-types.ts'
import type { OwnRoutes } from './own/own-routes.ts'
import { Exchange } from './telemetry/exchange.ts'
import { Collector } from './telemetry/collector.ts'
import { type Dataset, Recorder } from './telemetry/recorder.ts'
import { openTenant } from './tenant.ts'
import { openOrigins } from './upstream/origin.ts'

/**
 * What a project gives its gateway.
 *
 * @typeParam Own the operationIds of src/contract.ts: they stand in the type of the table
 */
export type GatewayOptions<Own extends string = never> = CommonOptions<Own> & HandlerOptions<Own>

interface CommonOptions<Own extends string> {
  /** The table that the build step generated from the project's contracts. */
  readonly table: GatewayTable<Own>
  /** The claims that the project's tenant adds to its tokens; none by default. */
  readonly profile?: ProfileShape
  /** Functions that are called with each request and with each response: see `defineHooks`. */
  readonly hooks?: GatewayHooks
  /**
   * Receives each line of the log in place of the console; `writeToConsole(line)` in it writes there too. An error in it breaks no
   * request.
   *
   * @example
   * log: (line) => writeToConsole({ ...line, region: 'eu' })
   */
  readonly log?: LogSink
}

// Without own routes there is nothing to give.
type HandlerOptions<Own extends string> = [Own] extends [never]
  ? { readonly handlers?: OwnRoutes<never> }
  : {
      /** The handlers of the routes of src/contract.ts: see `defineHandlers`. */
      readonly handlers: OwnRoutes<NoInfer<Own>>
    }

/** The target of the domains' AUTH binding: the trust document, and tokens for their calls to other services. */
export interface KeyServiceMethods {
  /** Returns the current trust document. @throws Error when there is no configuration or no key set is available */
  trust(): Promise<TrustDocument>
  /**
   * Returns the document as `trust` does, after looking for a key that the domain does not know: at the issuer, if the cool-down allows
   * it.
   */
  refresh(unknownKid: string, issuer: string): Promise<TrustDocument>
  /** Exchanges the token of a caller for one of another service (RFC 8693). It throws no refusal: the answer has its code. */
  exchange(caller: ExchangedCaller, rule: ExchangeRule): Promise<ExchangeAnswer>
}

/** Everything that the module of a gateway's Worker exports: the handlers of its events, and the classes that wrangler.toml names. */
export interface Gateway {
  /** The module's default export. */
  readonly worker: {
    readonly fetch: ReturnType<typeof createApp>['fetch']
    /** The cron: refreshes the keys before a request needs them, and checks whether every part is ready. */
    readonly scheduled: (controller: unknown, env: unknown, ctx: Background) => Promise<void>
  }
  readonly KeyService: new (ctx: ExecutionContext, env: Cloudflare.Env) => WorkerEntrypoint & KeyServiceMethods
  readonly ProofMemory: typeof ProofMemory
  readonly Exchange: typeof Exchange
}

/**
 * Creates a gateway from a project's table: every export of the module of its Worker.
 *
 * @throws TypeError for a route of src/contract.ts without a handler, and for a handler without a route
 *
 * @example
 * // src/index.ts
 * import { createGateway } from 'gatehouse'
 * import { TABLE } from './generated/table.ts'
 *
 * const gateway = createGateway({ table: TABLE })
 *
 * export default gateway.worker
 * export const { KeyService, ProofMemory, Exchange } = gateway
 *
 * @example
 * // src/index.ts, with a hook and a log sink
 * import { createGateway, defineHooks, writeToConsole } from 'gatehouse'
 * import { TABLE } from './generated/table.ts'
 *
 * const gateway = createGateway({
 *   table: TABLE,
 *   hooks: defineHooks({ onResponse: () => ({ 'x-region': 'eu' }) }),
 *   log: (line) => writeToConsole({ ...line, region: 'eu' }),
 * })
 *
 * export default gateway.worker
 * export const { KeyService, ProofMemory, Exchange } = gateway
 */
export function createGateway<Own extends string = never>(options: GatewayOptions<Own>): Gateway {
  const { table, profile = {}, handlers, hooks } = options
  if (options.log !== undefined) sendLogTo(options.log)
  const environment = env as Cloudflare.Env & GatewayBindings
  const variables = readVariables(env)
  reportFormerNames(variables.formerNames)
  const bindings: ReadonlyMap<string, unknown> = new Map(Object.entries(env))
  const counter = new CallCounter((binding) => has<RateLimiter>(bindings.get(binding), 'limit'))
  const origins = openOrigins(table.services, env, {
    fetch: (request, options) => fetch(request, options),
    clock: systemClock,
  })
  const collector = new Collector({
    version: versionOf(environment.CF_VERSION_METADATA)?.id ?? null,
    breakers: () => Object.fromEntries([...origins].map(([name, { record }]) => [name, record.inspect()])),
  })
  const tenant = openTenant(environment, profile, counter, collector, table)
  const { logSalt } = tenant.settings
  const subjects = new SubjectHash(logSalt)
  // A public salt is sufficient for a key that is not logged.
  const versionKey = versionKeyOf(
    variables.read('GATEHOUSE_VERSION_AFFINITY'),
    logSalt ? subjects : new SubjectHash('gatehouse'),
    () => log('error', 'version_affinity_unknown', { remedy: 'set GATEHOUSE_VERSION_AFFINITY to on or off' }),
  )
  const app = createApp({
    table,
    tenant,
    counter,
    recorder: new Recorder(
      subjects,
      has<Dataset>(bindings.get('ANALYTICS'), 'writeDataPoint'),
      tenant.exchange.isOn ? collector : undefined,
    ),
    assets: environment.ASSETS,
    runtime,
    webhooks: { secretOf: (name) => bindings.get(name), memory: environment.PROOFS },
    service: (binding) => has<Fetcher>(bindings.get(binding), 'fetch'),
    origin: (name) => origins.get(name),
    tokenExchange: tenant.tokenExchange,
    versionKey,
    version: versionOf(environment.CF_VERSION_METADATA),
    handlers,
    hooks,
  })

  return {
    worker: {
      fetch: app.fetch,
      scheduled: async (_controller, _env, ctx): Promise<void> => {
        await tenant.renewKeys()
        await app.checkReadiness(ctx)
        await tenant.exchange.keepUp(systemClock.now(), ctx)
      },
    },

    KeyService: class KeyService extends WorkerEntrypoint implements KeyServiceMethods {
      async trust(): Promise<TrustDocument> {
        return { ...(await tenant.trust(this.ctx)), tier: 'binding', asked: false }
      }

      async refresh(unknownKid: string, issuer: string): Promise<TrustDocument> {
        await tenant.seek(issuer, unknownKid, this.ctx)
        return { ...(await tenant.trust(this.ctx)), tier: 'binding', asked: true }
      }

      async exchange(caller: ExchangedCaller, rule: ExchangeRule): Promise<ExchangeAnswer> {
        await tenant.exchange.keepUp(systemClock.now(), this.ctx)
        return await tenant.exchangeForDomain(caller, rule, this.ctx)
      }
    },

    ProofMemory,
    Exchange,
  }
}

// Returns a binding, if it exists and has the right type.
function has<Binding extends object>(binding: unknown, method: keyof Binding): Binding | undefined {
  return binding instanceof Object && method in binding ? (binding as Binding) : undefined
}
