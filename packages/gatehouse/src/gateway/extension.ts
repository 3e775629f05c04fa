// Types for a project's own code in the gateway: handlers of its own routes, and hooks.
import type { Policy, Principal } from '../access/index.ts'

/** A request, for the project's own code. */
export interface RequestDetails {
  /**
   * The request without the cookies of the gateway's sessions. A handler may read its body, whose size is limited by its route.
   * A hook gets the method, the address, the headers and `cf` in a copy without a body: what it does to them reaches no service.
   */
  readonly request: Request
  readonly requestId: string
  /** The id of its trace (W3C Trace Context), or `null` when it names none. */
  readonly traceId: string | null
  /** The operation, or `null` when no operation fits the path and the method. */
  readonly operationId: string | null
  /** The service that answers the operation, or `null` for the gateway itself. */
  readonly service: string | null
  /** The access that the operation requires, or `null` without one. */
  readonly access: Policy | null
  /** The caller, or `null` if the request was refused before the caller was known. It is frozen. */
  readonly principal: Principal | null
  /** The bindings and variables of the gateway's Worker. */
  readonly env: Cloudflare.Env
  /** Keeps work alive after the response, for at most 30 seconds. */
  readonly waitUntil: (work: Promise<unknown>) => void
}

/** A request that the gateway has accepted: its token is verified, it satisfies the policy of its operation, and it is counted. */
export interface AdmittedRequest extends RequestDetails {
  readonly operationId: string
  readonly access: Policy
  readonly principal: Principal
}

/** A request to one of the project's own routes. */
export interface OwnRouteRequest extends AdmittedRequest {
  /** The parameters of the path, decoded. Nothing validates them, or the query, or the body, before the handler. */
  readonly params: Readonly<Record<string, string>>
}

/**
 * Answers one of the project's own routes. The handler validates for itself: the gateway's bundle holds no schemas. A `ProblemError` becomes a
 * problem document, and any other error 500 `internal`.
 *
 * @example
 * import type { OwnHandler } from 'gatehouse'
 *
 * export const showTerms: OwnHandler = ({ params }) => Response.json({ language: params['language'], text: 'Be kind.' })
 */
export type OwnHandler = (request: OwnRouteRequest) => Response | Promise<Response>

/**
 * Is called with each request that the gateway has admitted, before it is answered. It can only be stricter than the gateway: it refuses by
 * throwing a `ProblemError`, or it returns a `Response`, which is the response then. Any other error is 500 `internal`.
 *
 * It is not called for requests that the gateway refuses (401, 403, 404, 405, 429), nor for the preflights of CORS.
 *
 * @example
 * import type { OnRequest } from 'gatehouse'
 * import { ProblemError } from 'gatehouse/problem'
 *
 * const BLOCKED = new Set(['org_9ybsU1dN2dKfDkBi'])
 *
 * export const onRequest: OnRequest = ({ principal }) => {
 *   if (BLOCKED.has(principal.organization ?? '')) throw new ProblemError('organization_required')
 * }
 */
export type OnRequest = (request: AdmittedRequest) => Response | undefined | void | Promise<Response | undefined | void>

/** The head of a response, for `onResponse`: a copy. */
export interface ResponseHead {
  readonly status: number
  /** Changes of it have no effect: a hook returns the headers that it adds. */
  readonly headers: Headers
  /** The code of the problem; `null` for any other response. */
  readonly code: string | null
}

/** Headers that `onResponse` adds, by their names. */
export type AddedHeaders = Readonly<Record<string, string>>

/**
 * Is called with the head of every response but the preflights of CORS, refusals included. It returns headers to add, or nothing.
 *
 * A header that the response already has stays as it is; `Set-Cookie`, `Vary`, `Link` and `Server-Timing` are appended. The headers that
 * only the gateway sets (CORS, HSTS, ids, challenges, what frames the body) can't be added: that is an error. An error replaces the
 * response by 500 `internal`. The answer to a WebSocket upgrade gets no headers.
 *
 * @example
 * import type { OnResponse } from 'gatehouse'
 *
 * export const onResponse: OnResponse = (_request, { status }) => (status < 400 ? { 'x-region': 'eu' } : undefined)
 */
export type OnResponse = (
  request: RequestDetails,
  response: ResponseHead,
) => AddedHeaders | undefined | void | Promise<AddedHeaders | undefined | void>

/** The hooks of a project. */
export interface Hooks {
  readonly onRequest?: OnRequest | undefined
  readonly onResponse?: OnResponse | undefined
}
