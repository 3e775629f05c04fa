// Forwards a request to the Worker of its domain, and returns its response, both unchanged.
import { type Clock, withTimeLimit } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { Limited } from '../handler.ts'
import { isNotRunning, type ServiceBinding } from '../../http/service-binding.ts'

/** How long a service may take to the first byte of its response, so that a hanging one does not block its callers. */
export const FIRST_BYTE_TIMEOUT_MILLIS = 30_000

/**
 * Forwards a request. After the time limit the request is cancelled, and the I/O of the domain for it too.
 *
 * @param binding the domain's service binding; `undefined` when the gateway was deployed without it
 * @param timeoutMillis how long to wait for the first byte of the response; the body may take any time
 * @throws ProblemError `service_unavailable` when there is no such Worker, `service_failed` when it threw, `service_timeout`, and
 *   `body_too_large` when the body is larger than its limit
 */
export async function forward(
  { request, exceeded }: Limited,
  binding: ServiceBinding | undefined,
  clock: Clock,
  timeoutMillis: number = FIRST_BYTE_TIMEOUT_MILLIS,
): Promise<Response> {
  if (binding === undefined) throw new ProblemError('service_unavailable')
  const answer = await firstByte(binding.fetch(request), exceeded, clock, timeoutMillis)
  if (answer.status === 503 && (await isNotRunning(answer))) throw new ProblemError('service_unavailable')
  return answer
}

/**
 * Waits for the head of a response.
 *
 * @param exceeded as in {@link Limited}
 * @throws ProblemError `service_failed`, `service_timeout` or `body_too_large`
 */
export async function firstByte(
  fetched: Promise<Response>,
  exceeded: Limited['exceeded'],
  clock: Clock,
  timeoutMillis: number,
): Promise<Response> {
  const work = exceeded === null ? fetched : Promise.race([exceeded, fetched])
  try {
    return await withTimeLimit(work, timeoutMillis, clock, serviceTimedOut)
  } catch (cause) {
    throw cause instanceof ProblemError ? cause : new ProblemError('service_failed', { cause })
  }
}

function serviceTimedOut(): ProblemError {
  return new ProblemError('service_timeout')
}
