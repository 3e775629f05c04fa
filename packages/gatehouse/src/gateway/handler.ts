// The types that every part of the gateway shares: a row of the table, the table, and a handler of a request.
import type { Context } from 'hono'
import type { HonoBase } from 'hono/hono-base'
import type { Gate, GateStatus, Policy, TrustDocument, Verdict, Background } from '../access/index.ts'
import type { RouteLimits } from '../http/limits.ts'
import type { BodyRule } from '../http/request-body.ts'
import type { ServiceBinding } from '../http/service-binding.ts'
import type { Configuration } from '../tenant/configuration.ts'
import type { KeyValueStore } from '../tenant/keys/key-cache.ts'
import type { KeyStoreStatus } from '../tenant/keys/key-store.ts'
import type { CookieNames } from '../tenant/login/cookies.ts'
import type { GatewaySettings } from './settings.ts'
import type { LoginSource } from '../tenant/login/lazy-login.ts'

/** One operation: how it is matched, what it demands, and which service answers it. */
export interface RouteRow extends RouteLimits {
  readonly method: string
  /** As Hono's router takes it: `/payments/:id`. */
  readonly path: string
  readonly operationId: string
  /** The name of a service, or `null` for the gateway itself. */
  readonly service: string | null
  readonly access: Policy
  /** What the gateway holds the body against, for a service in another technology. A domain holds it itself. */
  readonly body?: BodyRule
}

/** A domain, or a Worker of another repository: its name and the service binding that leads to it. */
export interface Domain {
  readonly name: string
  readonly binding: string
  /** How long its first byte is waited for, in milliseconds; 30 s unless it says otherwise. */
  readonly timeoutMillis?: number
}

/** Where a service in another technology is, and what its document does not say: origins/<name>/service.ts. */
export interface OriginSettings {
  /** `https://reports.example.com`: no path; `http:` only on a loopback host. The variable `GATEHOUSE_ORIGIN_<NAME>` replaces it. */
  readonly origin: string
  /** The operationIds that anyone may call although the document says nothing of their `security`. */
  readonly publicOperations?: readonly string[]
  /** Whether paths may hold `;` (matrix parameters, RFC 3986 §3.3). Elsewhere they are 404: servers do not agree on what it cuts off. */
  readonly matrixParameters?: boolean
  /** What `GET /ready` asks for; anything below 500 will do. `/` unless it says otherwise. */
  readonly healthPath?: string
  /** How long its first byte is waited for, in milliseconds; 30 s unless it says otherwise. */
  readonly timeoutMillis?: number
}

/** A Worker of another repository, reached over a service binding, and what its document does not say: origins/<name>/service.ts. */
export interface WorkerSettings {
  /** The name of the gateway's service binding: `ORDERS`. */
  readonly binding: string
  /** The name that the Worker is deployed under. */
  readonly service: string
  /** The names that it is deployed under for environments of the gateway. Production has `service` unless it is named here too. */
  readonly environments?: Readonly<Record<string, string>>
  /** The operationIds that anyone may call although the document says nothing of their `x-access` or `security`. */
  readonly publicOperations?: readonly string[]
  /** How long its first byte is waited for, in milliseconds; 30 s unless it says otherwise. */
  readonly timeoutMillis?: number
}

/** Where a service is that is no folder under workers/: origins/<name>/service.ts. */
export type ServiceSettings = OriginSettings | WorkerSettings

/** A service in another technology, reached over HTTP: its document is origins/<name>/openapi.json. */
export interface HttpService extends OriginSettings {
  readonly name: string
}

/** A service behind the gateway. */
export type Service = Domain | HttpService

/** The scopes that a client can ask the tenant for to call the operations of a service. */
export interface ServiceScopes {
  /** The name of a service, or `null` for the gateway itself. */
  readonly service: string | null
  readonly scopes: readonly string[]
}

/** A service as the index page shows it. */
export interface ServiceSummary {
  readonly name: string
  readonly title: string
  readonly description: string
}

/**
 * What the build step makes of a project's contracts: everything that the gateway knows of its services at run time.
 *
 * @typeParam Own the operationIds of the project's own routes
 */
export interface GatewayTable<Own extends string = string> {
  readonly routes: readonly RouteRow[]
  readonly services: readonly Service[]
  readonly summaries: readonly ServiceSummary[]
  readonly scopes: readonly ServiceScopes[]
  /** The operations of src/contract.ts, which the project's own handlers answer. */
  readonly ownOperations?: readonly Own[]
  /** What this gateway has otherwise than by default. */
  readonly settings?: GatewaySettings
}

/** What the names of a request's headers say. */
export interface HeaderInspection {
  /** Those that its sender may not set, in lower case. */
  readonly reservedHeaders: readonly string[]
  /** Whether `Cookie` is there. */
  readonly hasCookies: boolean
  /** Whether `Sec-WebSocket-Protocol` is there. */
  readonly hasProtocols: boolean
  /** Whether `X-Request-Id` is there. */
  readonly hasRequestId: boolean
  /** Whether `traceparent` or `tracestate` is there. */
  readonly hasTrace: boolean
}

/** The ids of a request, and what its headers are. */
export interface RequestIdentity {
  readonly requestId: string
  /** The id of the trace that it belongs to; `null` when it names none. */
  readonly traceId: string | null
  /** Whether Cloudflare handed it over. */
  readonly isBehindCloudflare: boolean
  readonly inspection: HeaderInspection
  /** Whether a service reads the same request id in it without a change. */
  readonly isNamed: boolean
}

/** What the gateway knows of one request, gathered while it is served: for its log line and for the counters. */
export interface RequestContext extends RequestIdentity {
  /** When it arrived, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly method: string
  /** The operation, or `null` when there is none at its path. */
  readonly row: RouteRow | null
  /** What the cookies of our sessions are called: no service reads or sets one. */
  readonly cookieNames: CookieNames
  /** What became of its token, once that is known. */
  verdict: Verdict | null
}

/** How a request was answered. */
export interface Outcome {
  readonly status: number
  /** The code of the problem, made by the gateway or by a service; `null` for any other answer. */
  readonly code: string | null
  /** From its arrival to the head of its answer. */
  readonly millis: number
}

/** The part of the binding of a `ProofMemory` that is used here. */
export interface ProofNamespace {
  getByName(name: string): { claim(jti: string, expiresAt: number): Promise<boolean> }
}

/** The bindings of the gateway's Worker that it can't do without, as its wrangler.toml names them. */
export interface GatewayBindings {
  /** The static assets. */
  readonly ASSETS: ServiceBinding
  /** The tenant's key sets, and which sessions it has ended. */
  readonly KEYS: KeyValueStore
  /** Which proofs of possession were used. */
  readonly PROOFS: ProofNamespace
}

/** What the gateway knows of its keys and of the tokens that it has verified. */
export type TenantStatus = GateStatus & KeyStoreStatus

/** What the gateway has of its tenant. Without a configuration it is all there too, and refuses with `not_configured`. */
export interface Tenant {
  /** The settings that have a value without a configuration too: nothing is allowed, named or logged then. */
  readonly settings: Pick<Configuration, 'allowedOrigins' | 'logSalt' | 'resource'>
  /** @throws ProblemError `not_configured` */
  readonly configuration: () => Configuration
  /** Decides about requests. It throws `not_configured` on every route that reads tokens when there is no configuration. */
  readonly gate: Pick<Gate, 'admit'>
  readonly login: LoginSource
  /** @throws ProblemError `not_configured` */
  readonly inspect: () => TenantStatus
  /** The present trust document. @throws ProblemError `not_configured` */
  readonly trust: (background: Background) => Promise<TrustDocument>
}

/** A request whose body is held to a limit. */
export interface Limited {
  readonly request: Request
  /** Rejects when the body turns out to be larger; `null` when its length is known, and right. */
  readonly exceeded: Promise<never> | null
}

/** The gateway's application: Hono with its fastest router, or the next where a name and a parameter stand in the same place. */
export type GatewayApp = HonoBase

/** A project's hooks, as the pipeline calls them. */
export interface GatewayHooks {
  /** Returns the response that the project gives; `null` when the request goes on. What it throws is answered as a problem. */
  readonly onRequest?:
    | ((c: Context, context: RequestContext, row: RouteRow, request: Request) => Promise<Response | null>)
    | undefined
  /** Returns the response with what the project adds. What it throws is answered as a problem in its place. */
  readonly onResponse?:
    | ((c: Context, context: RequestContext, request: Request, response: Response) => Promise<Response>)
    | undefined
}

/** Answers a request that was let in. */
export type Answer = (c: Context, context: RequestContext, request: Request) => Response | Promise<Response>
