// Types that every part of the gateway shares: a row of the table, the table, and a handler of a request.
import type { Context } from 'hono'
import type { HonoBase } from 'hono/hono-base'
import type { Background, Policy, Verdict } from '../access/index.ts'
import type { ExchangeRule } from '../http/exchange-rule.ts'
import type { RouteLimits } from '../http/limits.ts'
import type { BodyRule } from '../http/request-body.ts'
import type { ToolOptions } from '../http/tool-options.ts'
import type { CookieNames } from '../tenant/login/cookies.ts'
import type { TracedRequest } from '../http/trace-span.ts'
import type { RevocationWatch } from './exchange-types.ts'
import type { ToolEndpoint } from './mcp/tool.ts'
import type { GatewaySettings } from './settings.ts'

/** One operation: how it is matched, the access that it requires, and the service that answers it. */
export interface RouteRow extends RouteLimits {
  readonly method: string
  /** In the form of Hono's router: `/payments/:id`. */
  readonly path: string
  readonly operationId: string
  /** The name of a service, or `null` for the gateway itself. */
  readonly service: string | null
  readonly access: Policy
  /** The rule that the gateway checks the body against, for a service in another technology. A domain checks bodies itself. */
  readonly body?: BodyRule
  /** How long the gateway waits for its first byte, in milliseconds. The default is that of the service. */
  readonly timeoutMillis?: number
}

/** Many routes as texts, which the gateway decodes as far as requests need them. */
export interface PackedRoutes {
  /** JSON: the numbers of the groups by the segments of their paths. */
  readonly tree: string
  /** A group of routes on each line, as JSON. */
  readonly groups: string
  /** What rows have besides their method, path and operationId, as JSON. Each line is different, and many rows have the same. */
  readonly details: string
}

/** An operation that is not served although a wider path fits its requests: they are 404. */
export interface OmittedRow extends Pick<RouteRow, 'method' | 'path'> {
  /** The number of routes that are before it. */
  readonly position: number
}

/** A domain, or a Worker of another repository: its name and the service binding that leads to it. */
export interface Domain {
  readonly name: string
  readonly binding: string
  readonly prefix?: string
  /** How long the gateway waits for its first byte, in milliseconds. The default is 30 s. */
  readonly timeoutMillis?: number
  readonly exchange?: ExchangeRule
}

/** What the settings of a service say about some of its operations. */
export interface OperationSettings {
  /** The access that the operation requires. `null` is a gap that somebody has to fill: such an operation is not served. */
  readonly access?: Policy | null
  /** Whether anyone may call it. Shorter than `access: anyone`. */
  readonly public?: boolean
  /** Whether it is left out: it is not served, and no document names it. */
  readonly hidden?: boolean
  readonly limits?: RouteLimits
  /** How long the gateway waits for its first byte, in milliseconds. The default is that of the service. */
  readonly timeoutMillis?: number
  /** The parameters of its path that may contain slashes, such as `path` in `/files/{path}`. OpenAPI has no words for them. */
  readonly multiSegment?: readonly string[]
  /** Whether the operation is a tool for MCP clients, and what they read about it. */
  readonly mcp?: boolean | ToolOptions
}

/** What the settings of a service say about its document. */
export interface DocumentSettings {
  /** The address of the document: `gatehouse import <name>` fetches it. */
  readonly from?: string
  /** A path that all operations get in front of their own, such as `/reports`. The service does not see it. */
  readonly prefix?: string
  /** The access of the operations whose access neither the document nor `operations` gives. */
  readonly access?: Policy
  /**
   * What the document does not say about its operations. A key is an operationId, a method and a path of the document (`GET /reports/{id}`), a tag
   * (`tag:admin`), or a pattern of paths (`/admin/**`). The most specific key wins, member by member.
   */
  readonly operations?: Readonly<Record<string, OperationSettings>>
  /** The operationIds that anyone may call although the document does not say who may. */
  readonly publicOperations?: readonly string[]
  /** How long the gateway waits for its first byte, in milliseconds. The default is 30 s. */
  readonly timeoutMillis?: number
  /** What the token of a caller is exchanged for (RFC 8693): the service gets a token of its own, and never that of the caller. */
  readonly exchange?: ExchangeRule
}

/** The settings of a service in another technology: `origins/<name>/service.ts`. */
export interface OriginSettings extends DocumentSettings {
  /** `https://reports.example.com`: no path; `http:` only on a loopback host. The variable `GATEHOUSE_ORIGIN_<NAME>` replaces it. */
  readonly origin: string
  /** The name of a Workers VPC binding that leads to the origin, for a service in a private network: `REPORTS_VPC`. */
  readonly vpc?: string
  /** The name of an mTLS certificate binding, which the gateway shows to the origin: `REPORTS_CERTIFICATE`. */
  readonly certificate?: string
  /** A path of the origin in front of those of its document, such as `/api/v1`. The default is the path of the document's `servers`. */
  readonly basePath?: string
  /** Headers that the gateway adds, each with the name of the variable or secret that holds its value: `{ 'X-Key': 'REPORTS_KEY' }`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether paths may contain `;` (matrix parameters, RFC 3986 §3.3). Otherwise they are 404: servers interpret it differently. */
  readonly matrixParameters?: boolean
  /** Whether a parameter of a path may contain an encoded slash (`%2F`). Otherwise such a path is 404, because servers interpret it differently. */
  readonly encodedSlashes?: boolean
  /** The path that `GET /ready` requests; any status below 500 is good. The default is `/`. */
  readonly healthPath?: string
}

/** The settings of a Worker of another repository, which has a service binding: `origins/<name>/service.ts`. */
export interface WorkerSettings extends DocumentSettings {
  /** The name of the gateway's service binding: `ORDERS`. */
  readonly binding: string
  /** The name that the Worker is deployed under. */
  readonly service: string
  /** The names that it is deployed under for environments of the gateway. Production has `service` unless it is named here too. */
  readonly environments?: Readonly<Record<string, string>>
}

/** The settings of a service that is no folder under workers/: `origins/<name>/service.ts`. */
export type ServiceSettings = OriginSettings | WorkerSettings

/** A service in another technology, reached over HTTP: its document is origins/<name>/openapi.json. */
export interface HttpService extends Omit<OriginSettings, 'publicOperations' | 'operations' | 'access' | 'from'> {
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

/** What compiling a project's contracts gives: all that is known of its services at run time. @typeParam Own its own operationIds */
export interface GatewayTable<Own extends string = string> {
  readonly routes: readonly RouteRow[]
  /** All routes in their order, and the operations that are not served, if there are many. Then `routes` has those of the gateway itself. */
  readonly packed?: PackedRoutes
  /** The operations that a service has and the gateway does not serve, where a wider path would let their requests through. */
  readonly omitted?: readonly OmittedRow[]
  readonly services: readonly Service[]
  readonly summaries: readonly ServiceSummary[]
  readonly scopes: readonly ServiceScopes[]
  /** The operations of src/contract.ts, which the project's own handlers answer. */
  readonly ownOperations?: readonly Own[]
  /** The tools for MCP clients; absent when no operation is one. */
  readonly tools?: ToolEndpoint
  /** What this gateway has otherwise than by default. */
  readonly settings?: GatewaySettings
}

/** The findings in the names of a request's headers. */
export interface HeaderInspection {
  /** The headers that its sender may not set, in lower case. */
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

/** The ids of a request, and the findings in its headers. */
export interface RequestIdentity {
  readonly requestId: string
  /** The id of the trace that it belongs to; `null` when it names none. */
  readonly traceId: string | null
  /** Whether Cloudflare delivered it. */
  readonly isBehindCloudflare: boolean
  readonly inspection: HeaderInspection
  /** Whether a service reads the same request id in it without a change. */
  readonly isNamed: boolean
}

/** The data about one request that is recorded: in its log line and in the counters. */
export interface RecordedRequest extends RequestIdentity, TracedRequest {
  /** When it arrived, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly method: string
  /** The operation, or `null` when there is none at its path. */
  readonly row: RouteRow | null
  /** What the cookies of our sessions are called: no service reads or sets one. */
  readonly cookieNames: CookieNames
  /** The result of its token, once that is known. */
  verdict: Verdict | null
}

/** The data about one request that is collected while it is served. */
export interface RequestContext extends RecordedRequest {
  /** The tenant's session behind the session of its browser, once that is known; `null` without one. */
  sid: string | null
  /** Keeps work alive after its response. */
  readonly background: Background
  /** What is known of revoked tokens: a response that takes long is ended when its token is revoked. */
  readonly exchange: RevocationWatch
}

/** The response to a request, for the log. */
export interface Outcome {
  readonly status: number
  /** The code of the problem, made by the gateway or by a service; `null` for any other answer. */
  readonly code: string | null
  /** The time from its arrival to the head of its response, in milliseconds. */
  readonly millis: number
}

/** A request with a limited body. */
export interface Limited {
  readonly request: Request
  /** Rejects when the body is larger than the limit; `null` when its length is declared and allowed. */
  readonly exceeded: Promise<never> | null
}

/** The gateway's application: Hono with its fastest router, or with the next one if a name and a parameter are in the same place. */
export type GatewayApp = HonoBase

/** A project's hooks, in the form that the pipeline calls. */
export interface GatewayHooks {
  /** Returns the response of the project; `null` to continue with the request. A thrown error is answered as a problem. */
  readonly onRequest?:
    | ((c: Context, context: RequestContext, row: RouteRow, request: Request) => Promise<Response | null>)
    | undefined
  /** Returns the response with the headers of the project. A thrown error is answered as a problem instead. */
  readonly onResponse?:
    | ((c: Context, context: RequestContext, request: Request, response: Response) => Promise<Response>)
    | undefined
}

/** Answers an accepted request. */
export type Answer = (c: Context, context: RequestContext, request: Request) => Response | Promise<Response>
