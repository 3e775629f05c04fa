// Holds callers to how often they may call, by the platform's own counters: a principal by its subject, a machine by its
// client, and only who shows no token by their address.
import { type Principal, Refusal } from '#access'
import type { RateClass } from '#http/limits'
import { describeError, log } from '#http/log'

/** The platform's rate-limit binding: it counts per location and says only yes or no. */
export interface RateLimiter {
  limit(options: { key: string }): Promise<{ success: boolean }>
}

/** The binding of each class, and the period that wrangler.toml gives it, in seconds. How many it allows stands there alone. */
export const RATE_CLASSES = {
  standard: { binding: 'RATE_LIMIT', periodSeconds: 60 },
  strict: { binding: 'RATE_LIMIT_STRICT', periodSeconds: 60 },
} as const satisfies Record<Exclude<RateClass, 'none'>, { binding: string; periodSeconds: 10 | 60 }>

/**
 * Counts a call.
 *
 * @param limiter of the class; `undefined` where the gateway has none
 * @throws Refusal `rate_limited`. A counter that fails lets pass: it guards the services, not what is in them
 */
export async function countCall(
  rate: RateClass,
  limiter: RateLimiter | undefined,
  principal: Principal,
  request: Request,
): Promise<void> {
  if (rate === 'none' || limiter === undefined) return
  const key = callerOf(principal, request)
  let isWithin = true
  try {
    isWithin = (await limiter.limit({ key })).success
  } catch (cause) {
    log('error', 'rate_limiter_failed', { rate, cause: describeError(cause) })
  }
  if (!isWithin) throw new Refusal('rate_limited', { retryAfterSeconds: RATE_CLASSES[rate].periodSeconds })
}

/** Whom a call is counted for. */
export function callerOf({ kind, id, clientId }: Principal, request: Request): string {
  if (kind === 'machine') return `client:${clientId ?? id}`
  if (id !== '') return `subject:${id}`
  return `address:${networkOf(request.headers.get('cf-connecting-ip') ?? '')}`
}

// Whoever has one address of IPv6 has the 64 bits below it (RFC 6177 §2), and could call from a new one each time.
function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  if (tail !== undefined) {
    const last = tail.split(':')
    while (groups.length + last.length < 8) groups.push('0')
    groups.push(...last)
  }
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
