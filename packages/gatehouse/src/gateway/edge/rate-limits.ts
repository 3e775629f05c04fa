// Limits how often callers may call, with the platform's own counters. Users are counted by subject, machines by client, and calls
// without a token and refused calls by address.
import { type Principal } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { CLIENT_ADDRESS_HEADER } from '../../http/header-names.ts'
import type { RateClass } from '../../http/limits.ts'
import { describeError, log } from '../../http/log.ts'
import { problemOf } from '../../problem/own-problem-error.ts'

/** The platform's rate-limit binding: it counts per location and returns only yes or no. */
export interface RateLimiter {
  limit(options: { key: string }): Promise<{ success: boolean }>
}

/** The classes that every gateway has. */
export const RATE_CLASSES = ['standard', 'strict'] as const

/** The period that wrangler.toml gives each class, in seconds. The number of calls is only in that file. */
export const RATE_PERIOD_SECONDS = 60

/** Returns whether a class is counted by its own binding. */
export function isCounted(rate: RateClass): boolean {
  return rate !== 'none' && rate !== 'refusals'
}

/** Returns the name of the binding that counts the calls in a class. */
export function rateBindingOf(rate: RateClass): string {
  return rate === 'standard' ? 'RATE_LIMIT' : `RATE_LIMIT_${rate.toUpperCase().replaceAll('-', '_')}`
}

/** The source of a call. */
export interface Caller {
  readonly request: Request
  /** Whether Cloudflare delivered the request: only then is its `CF-Connecting-IP` Cloudflare's. */
  readonly isBehindCloudflare: boolean
}

/** Counts calls. One for each gateway. */
export class CallCounter {
  readonly #limiterOf: (binding: string) => RateLimiter | undefined
  readonly #limiters = new Map<RateClass, RateLimiter | undefined>()
  #hasReported = false

  /** @param limiterOf gives the rate-limit binding of a name; `undefined` where the gateway has none */
  constructor(limiterOf: (binding: string) => RateLimiter | undefined) {
    this.#limiterOf = limiterOf
  }

  /**
   * Counts an accepted call.
   *
   * @throws ProblemError `rate_limited`. If the counter fails, the call passes: the counter protects the services' capacity, not their
   *   data
   */
  async countCall(rate: RateClass, principal: Principal, caller: Caller): Promise<void> {
    if (!isCounted(rate)) return
    await this.#count(rate, identityOf(principal) ?? this.#addressOf(caller))
  }

  /**
   * Counts a refused call for the address that it came from, whether or not its token was valid.
   *
   * @returns the error to answer with: `rate_limited` beyond the limit, else the given error. An outage (5xx) is not the caller's fault, so
   *   it is not counted
   */
  async countRefusal(rate: RateClass, error: unknown, caller: Caller): Promise<unknown> {
    if (rate === 'none' || !(error instanceof ProblemError) || problemOf(error).status >= 500) return error
    return await this.#count(rate === 'refusals' ? 'standard' : rate, this.#addressOf(caller)).then(
      () => error,
      (limited: unknown) => limited,
    )
  }

  /**
   * Counts a renewal of a user's session in the strict class, before it is requested: each costs the tenant a request, and the tenant's
   * limits apply to all of its applications together.
   *
   * @throws ProblemError `rate_limited`
   */
  async countRenewal(subject: string): Promise<void> {
    await this.#count('strict', `renewal:${subject}`)
  }

  async #count(rate: RateClass, key: string | null): Promise<void> {
    if (!this.#limiters.has(rate)) this.#limiters.set(rate, this.#limiterOf(rateBindingOf(rate)))
    const limiter = this.#limiters.get(rate)
    if (limiter === undefined || key === null) return
    let isWithin = true
    try {
      isWithin = (await limiter.limit({ key })).success
    } catch (cause) {
      log('error', 'rate_limiter_failed', { rate, cause: describeError(cause) })
    }
    if (!isWithin) throw new ProblemError('rate_limited', { retryAfterSeconds: RATE_PERIOD_SECONDS })
  }

  // All callers without an address would share one counter, and one of them could use it up for all others.
  #addressOf({ request, isBehindCloudflare }: Caller): string | null {
    const address = isBehindCloudflare ? request.headers.get(CLIENT_ADDRESS_HEADER) : null
    if (address !== null && address !== '') return `address:${networkOf(address)}`
    if (!this.#hasReported) log('warn', 'caller_address_unknown')
    this.#hasReported = true
    return null
  }
}

// The key that a call is counted for; `null` for a caller without a token.
function identityOf({ kind, id, clientId }: Principal): string | null {
  if (kind === 'machine') return `client:${clientId ?? id}`
  return id === '' ? null : `subject:${id}`
}

// A client with one IPv6 address has the 64 bits below it (RFC 6177 §2), and could call from a new one each time.
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
