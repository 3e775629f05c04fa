// Forwards a request to a service in another technology over HTTP: with one retry if it is safe, and not at all while the circuit breaker
// is open. The response is streamed unchanged, except for the id of the request, and `no-store` on a guarded route if the service sends
// no `Cache-Control`.
import { type Clock } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { log } from '../../http/log.ts'
import type { Breaker } from './circuit-breaker.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import { FETCH_OPTIONS, type FetchOrigin, connectionTo } from './origin-connection.ts'
import { readAddedHeaders } from './origin-headers.ts'
import type { AddressedOrigin } from './origin-request.ts'
import { FIRST_BYTE_TIMEOUT_MILLIS, firstByte } from './forward.ts'
import { readOrigins } from './origin-address.ts'
import { OriginRecord } from './origin-record.ts'
import { beginOriginCall, type Circuit, originBreaker } from './origin-breaker.ts'
import { reportFormerNames } from '../edge/renamed-variables.ts'
import type { Limited, Service } from '../handler.ts'
import { refusalOfCloudflare } from './unreachable-host.ts'
import { REQUEST_ID_HEADER } from '../../http/header-names.ts'

/** Methods that may be repeated when it is unknown whether the request arrived (RFC 9110 §9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])

/** HTTP has no status above this (RFC 9110 §15), and no Response can be made with one. */
const STATUS_MAX = 599

/** A service that is reached over HTTP, as long as the isolate lives. */
export interface Origin extends AddressedOrigin {
  readonly name: string
  readonly healthPath: string
  readonly timeoutMillis: number
  /** Opens when connections to it fail. */
  readonly breaker: Breaker
  /** Its failures, and the breakers of its routes. */
  readonly record: OriginRecord
  fetch: ServiceBinding['fetch']
}

/** Creates the origins of the table, by name; those without a valid address are missing, and named in the log. */
export function openOrigins(
  services: readonly Service[],
  environment: object,
  { fetch, clock }: { readonly fetch: FetchOrigin; readonly clock: Clock },
): ReadonlyMap<string, Origin> {
  const { origins, problems: ofAddresses, formerNames } = readOrigins(services, environment)
  reportFormerNames(formerNames)
  const problems = [...ofAddresses]
  const opened = new Map<string, Origin>()
  for (const service of services) {
    const address = origins.get(service.name)
    if (address === undefined || !('origin' in service)) continue
    const { name, healthPath = '/', timeoutMillis = FIRST_BYTE_TIMEOUT_MILLIS } = service
    const added = readAddedHeaders(service, environment)
    const connection = connectionTo(service, address, environment, fetch)
    const missing = typeof connection === 'function' ? added.problems : [...added.problems, connection]
    problems.push(...missing)
    if (typeof connection !== 'function' || missing.length > 0) continue
    const breaker = originBreaker(clock, timeoutMillis)
    opened.set(name, {
      name,
      address,
      paths: service,
      headers: added.headers,
      healthPath,
      timeoutMillis,
      breaker,
      record: new OriginRecord(clock, breaker),
      fetch: (request) => connection(request, FETCH_OPTIONS),
    })
  }
  if (problems.length > 0) log('error', 'not_configured', { problems })
  return opened
}

/** One route of an origin, as long as the isolate lives. */
export interface OriginRoute {
  readonly origin: Origin
  readonly operationId: string
  /** Whether it reads tokens: then no cache stores its responses unless the origin allows it. */
  readonly isGuarded: boolean
  /** How long the gateway waits for its first byte. */
  readonly timeoutMillis: number
  /** Opens when its responses are late. */
  readonly breaker: Breaker
}

/** Creates a route of an origin. */
export function openOriginRoute(
  origin: Origin,
  {
    operationId,
    isGuarded,
    timeoutMillis = origin.timeoutMillis,
  }: Pick<OriginRoute, 'operationId' | 'isGuarded'> & { readonly timeoutMillis?: number | undefined },
  clock: Clock,
): OriginRoute {
  const breaker = originBreaker(clock, timeoutMillis)
  origin.record.addRoute(breaker)
  return { origin, operationId, isGuarded, timeoutMillis, breaker }
}

/**
 * Forwards a request that is addressed to an origin.
 *
 * @throws ProblemError `service_unavailable` with `Retry-After` while the breaker of the origin or its route is open, `service_failed`
 *   when it cannot be reached, `service_timeout`, and `body_too_large` when the body is larger than its limit
 */
export async function forwardToOrigin(
  { request, exceeded }: Limited,
  { origin, operationId, isGuarded, timeoutMillis, breaker }: OriginRoute,
  requestId: string,
  clock: Clock,
): Promise<Response> {
  const call = beginOriginCall(origin.breaker, breaker)
  const hasBody = request.body !== null
  const mayRepeat = !hasBody && !call.isTrial && IDEMPOTENT.has(request.method)
  let isOver = false
  const fetched = fetchAnswer(origin, request).catch((cause: unknown) => {
    if (!mayRepeat || isOver) throw cause
    return fetchAnswer(origin, request)
  })
  let answer: Response
  try {
    answer = await firstByte(fetched, exceeded, clock, timeoutMillis)
  } catch (error) {
    isOver = true
    origin.record.fail(error, timeoutMillis)
    for (const circuit of call.failed(error, hasBody))
      log('warn', 'circuit_opened', circuitFacts(circuit, origin, operationId))
    throw error
  }
  for (const circuit of call.answered()) log('info', 'circuit_closed', circuitFacts(circuit, origin, operationId))
  return marked(answer, requestId, isGuarded)
}

// Without an operation the breaker is that of all connections to the origin.
function circuitFacts(circuit: Circuit, { name }: Origin, operationId: string) {
  return { service: name, operation: circuit === 'route' ? operationId : null }
}

// A response of the origin itself. @throws ProblemError for one that Cloudflare sends in place of a dead host
async function fetchAnswer(origin: Origin, request: Request): Promise<Response> {
  const answer = await origin.fetch(request)
  const refusal = refusalOfCloudflare(answer)
  if (refusal === null) return answer
  await answer.body?.cancel()
  throw refusal
}

function marked(answer: Response, requestId: string, isGuarded: boolean): Response {
  // A connection that became a WebSocket.
  if (answer.status === 101) return answer
  if (answer.status > STATUS_MAX) {
    throw new ProblemError('service_failed', { cause: new Error(`the origin answered ${answer.status}`) })
  }
  const copy = new Response(answer.body, answer)
  copy.headers.set(REQUEST_ID_HEADER, requestId)
  if (isGuarded && !copy.headers.has('cache-control')) copy.headers.set('cache-control', 'no-store')
  return copy
}
