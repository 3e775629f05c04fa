// Calls another domain on behalf of the caller of this one: with their token, so that the other domain decides what they may do. Every
// failure of the other domain becomes a problem of its own.
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Clock, withTimeLimit } from '../access/index.ts'
import { ProblemError } from '../problem/problem-error.ts'
import { PROBLEM_MEDIA_TYPE } from '../problem/problem.ts'
import { systemClock } from './clock.ts'
import {
  PROOF_HEADER,
  RAY_HEADER,
  REQUEST_ID_HEADER,
  TRACE_PARENT_HEADER,
  TRACE_STATE_HEADER,
  VERSION_KEY_HEADER,
} from './header-names.ts'
import type { ExchangeRule } from './exchange-rule.ts'
import { withoutChallenge } from './exchanged-answer.ts'
import { exchangerIn, useExchangedToken } from './exchanged-call.ts'
import { isNotRunning, type ServiceBinding } from './service-binding.ts'

/** How long a call may take unless its options say otherwise: far less than the gateway waits for the domain that calls. */
const CALL_TIMEOUT_MILLIS = 5_000
/**
 * How long the exchange of a token may take, before the call: longer than the gateway waits for its turn, the store and the tenant, so that
 * its own refusal comes first.
 */
const EXCHANGE_TIMEOUT_MILLIS = 18_000

/** The headers that identify the caller, their proof, the trace, and the version that serves them. */
const FORWARDED_HEADERS = [
  'authorization',
  PROOF_HEADER,
  RAY_HEADER,
  TRACE_PARENT_HEADER,
  TRACE_STATE_HEADER,
  VERSION_KEY_HEADER,
] as const

/** The context of the handler that calls, as far as a call reads it. Hono's context is one. */
export interface CallContext {
  readonly req: {
    readonly raw: { readonly headers: Pick<Headers, 'get'>; readonly cf?: object | undefined }
  }
  readonly var: { readonly requestId: string }
  /** The bindings of the Worker. An exchange needs `AUTH`. */
  readonly env?: unknown
}

/** The options of a call. */
export interface CallOptions {
  /** How long the whole response of the service may take, in milliseconds. The default is 5 s. */
  readonly timeoutMillis?: number
  /**
   * What the token of the caller is exchanged for, by the gateway (RFC 8693): the other service gets a token of its own audience with the
   * same subject, and neither the token nor the proof of the caller. The exchange has 18 s before the time of the call begins.
   */
  readonly exchange?: ExchangeRule
  readonly clock?: Clock
}

/**
 * Calls another domain over its service binding. The request gets the caller's `Authorization` and DPoP proof, the connection's
 * certificate (`cf`), the ids of request and trace, and the key of the version, each unless the request has its own.
 *
 * With `exchange` the service gets a token of its own in place of `Authorization` and proof. Its challenges do not reach the caller, whose
 * token was good.
 *
 * A problem of the other domain with status 401, 403, 429 or 5xx is thrown so that it becomes the response of the handler, unchanged.
 * Any other response is returned, 404 and 409 too.
 *
 * @param binding the service binding; `undefined` when the Worker was deployed without it
 * @param request to a URL of the gateway's own origin, because a challenge in the response points there; its signal ends the call
 * @param c the context of the handler that calls
 * @returns the response; reading its body throws as the call does
 * @throws HTTPException with the problem of the other domain
 * @throws ProblemError `service_unavailable` when there is no such Worker, `service_failed` when it throws or closes the connection,
 *   `service_timeout` when the response is not complete in time; with `exchange` also `token_exchange_refused`,
 *   `token_exchange_limited`, `tenant_unavailable` and `not_configured`
 *
 * @example
 * import { type CallContext, callService, type ServiceBinding } from 'gatehouse/domain'
 *
 * export async function readPayments(payments: ServiceBinding | undefined, c: CallContext): Promise<unknown> {
 *   const answer = await callService(payments, new Request('https://api.example.com/payments?limit=10'), c)
 *   return await answer.json()
 * }
 */
export async function callService(
  binding: ServiceBinding | undefined,
  request: Request,
  c: CallContext,
  { timeoutMillis = CALL_TIMEOUT_MILLIS, exchange, clock = systemClock }: CallOptions = {},
): Promise<Response> {
  if (binding === undefined) throw new ProblemError('service_unavailable')
  const outgoing = onBehalfOfCaller(request, c)
  const isExchanged =
    exchange !== undefined &&
    (await withTimeLimit(
      useExchangedToken(outgoing.headers, c.req.raw, exchange, exchangerIn(c.env)),
      EXCHANGE_TIMEOUT_MILLIS,
      clock,
      () => new ProblemError('tenant_unavailable', { cause: new Error('the gateway gave no token in time') }),
    ))
  const endsAt = clock.now() + timeoutMillis
  const within = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await withTimeLimit(work, endsAt - clock.now(), clock, () => new ProblemError('service_timeout'))
    } catch (cause) {
      throw cause instanceof ProblemError ? cause : new ProblemError('service_failed', { cause })
    }
  }
  const fetched = await within(binding.fetch(outgoing))
  const answer = isExchanged ? await withoutChallenge(fetched, exchange) : fetched
  if (isProblem(answer)) {
    throw new HTTPException(answer.status as ContentfulStatusCode, {
      message: `${new URL(request.url).pathname} refused with ${answer.status}`,
      res: new Response(await within(answer.text()), answer),
    })
  }
  if (await within(isNotRunning(answer))) throw new ProblemError('service_unavailable')
  if (answer.status >= 500) throw new ProblemError('service_failed', { cause: new Error(`answered ${answer.status}`) })
  return answer.body === null ? answer : new Response(guarded(answer.body, within), answer)
}

function onBehalfOfCaller(request: Request, { req: { raw }, var: { requestId } }: CallContext): Request {
  const headers = new Headers(request.headers)
  for (const name of FORWARDED_HEADERS) {
    const value = raw.headers.get(name)
    if (value !== null && !headers.has(name)) headers.set(name, value)
  }
  headers.set(REQUEST_ID_HEADER, requestId)
  const { cf } = raw
  return new Request(request, { headers, signal: request.signal, ...(cf && { cf }) } as RequestInit)
}

function isProblem({ status, headers }: Response): boolean {
  const isRefusal = status === 401 || status === 403 || status === 429 || status >= 500
  return isRefusal && headers.get('content-type') === PROBLEM_MEDIA_TYPE
}

// The body. Each chunk is waited for no longer than the call may take. A failure is thrown where the body is read.
function guarded(body: ReadableStream, within: <Result>(work: Promise<Result>) => Promise<Result>): ReadableStream {
  const reader = body.getReader()
  // Nothing is read ahead of the reader, so that the time limit counts only the chunk that the reader waits for.
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await within(reader.read())
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (problem) {
          reader.cancel(problem).catch(() => undefined)
          throw problem
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
