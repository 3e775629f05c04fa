// Hands a request on to the Worker of its domain, as it came, and its answer back, untouched.
import { type Clock, Refusal, withTimeLimit } from '#access'
import { isNotRunning, type ServiceBinding } from '#http/service-binding'

/** Longest that a service may take to the first byte of its answer: a hanging one must not hold its callers. */
export const FIRST_BYTE_TIMEOUT_MILLIS = 30_000

/** A request whose body is held to a limit. */
export interface Limited {
  readonly request: Request
  /** Rejects when the body turns out to be larger; `null` when its length is known, and right. */
  readonly exceeded: Promise<never> | null
}

/**
 * Forwards a request. What the domain still does when its time is over ends with the request: its I/O is cancelled.
 *
 * @param binding the domain's service binding; `undefined` when the gateway was deployed without it
 * @param timeoutMillis how long the first byte of the answer is waited for; the body may take as long as it likes
 * @throws Refusal `service_unavailable` when there is no such Worker, `service_failed` when it threw, `service_timeout`,
 *   and `body_too_large` when the body turns out to be
 */
export async function forward(
  { request, exceeded }: Limited,
  binding: ServiceBinding | undefined,
  clock: Clock,
  timeoutMillis: number = FIRST_BYTE_TIMEOUT_MILLIS,
): Promise<Response> {
  if (binding === undefined) throw new Refusal('service_unavailable')
  const answer = await firstByte(binding.fetch(request), exceeded, clock, timeoutMillis)
  if (answer.status === 503 && (await isNotRunning(answer))) throw new Refusal('service_unavailable')
  return answer
}

/**
 * Waits for the head of an answer.
 *
 * @param exceeded as in {@link Limited}
 * @throws Refusal `service_failed`, `service_timeout` or `body_too_large`
 */
export async function firstByte(
  fetched: Promise<Response>,
  exceeded: Limited['exceeded'],
  clock: Clock,
  timeoutMillis: number,
): Promise<Response> {
  const work = exceeded === null ? fetched : Promise.race([exceeded, fetched])
  try {
    return await withTimeLimit(work, timeoutMillis, clock, late)
  } catch (cause) {
    throw cause instanceof Refusal ? cause : new Refusal('service_failed', { cause })
  }
}

function late(): Refusal {
  return new Refusal('service_timeout')
}
