// Keeps the exchanges of an isolate within the limit of the tenant: what is too much waits for its turn, and no longer than a person would.
import type { Clock } from '../access/index.ts'
import { ProblemError } from '../problem/problem-error.ts'
import type { Fetch } from './keys/jwks-client.ts'

/** How long an exchange waits for its turn at most. With 30 exchanges a second that is a queue of 150. */
export const PACE_WAIT_MILLIS = 5_000
/** The longest pause that a tenant can ask for. */
const PAUSE_MAX_SECONDS = 60
const WINDOW_MILLIS = 1_000

/** The pace of the exchanges of one isolate. */
export class ExchangePace {
  readonly #perSecond: number
  readonly #clock: Clock
  /** The turns of the last second, in their order, in milliseconds since the epoch. Some are yet to come. */
  readonly #turns: number[] = []
  #pausedUntilMillis = 0

  /** @param perSecond how many exchanges may begin within a second */
  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond
    this.#clock = clock
  }

  /** Waits for a turn. @throws ProblemError `token_exchange_limited` when that would take too long */
  async turn(): Promise<void> {
    const now = this.#clock.now()
    const [first = -Infinity] = this.#turns.length < this.#perSecond ? [] : this.#turns
    const at = Math.max(now, first + WINDOW_MILLIS, this.#pausedUntilMillis)
    if (at - now > PACE_WAIT_MILLIS) throw limited(at - now)
    this.#turns.push(at)
    if (this.#turns.length > this.#perSecond) this.#turns.shift()
    if (at > now) await this.#clock.sleep(at - now)
    // The tenant may have answered another one meanwhile that it was too much.
    const leftMillis = this.#pausedUntilMillis - this.#clock.now()
    if (leftMillis > 0) throw limited(leftMillis)
  }

  /** Lets no exchange begin for a while. */
  pause(seconds: number): void {
    this.#pausedUntilMillis = Math.max(this.#pausedUntilMillis, this.#clock.now() + seconds * 1000)
  }
}

/** Why an exchange failed: the tenant has answered 429. */
export class TooManyExchanges extends Error {
  override readonly name = 'TooManyExchanges'
}

/** Returns what asks the tenant, and throws a refusal in words where the tenant answers 429. */
export function withinLimits(fetch: Fetch, clock: Clock): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init)
    if (response.status !== 429) return response
    // A body that broke off does not change what its status says.
    void response.body?.cancel().catch(() => undefined)
    const retryAfterSeconds = pauseIn(response.headers, clock.now() / 1000)
    throw new ProblemError('token_exchange_limited', { retryAfterSeconds, cause: new TooManyExchanges('answered 429') })
  }
}

// `Retry-After` (RFC 9110 §10.2.3), or Auth0's `X-RateLimit-Reset`, which is a time in seconds since the epoch.
function pauseIn(headers: Pick<Headers, 'get'>, nowSeconds: number): number {
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  const reset = Number(headers.get('x-ratelimit-reset')) - nowSeconds
  const [seconds = 1] = [after, reset].filter((one) => Number.isFinite(one))
  return Math.min(PAUSE_MAX_SECONDS, Math.max(1, Math.ceil(seconds)))
}

function limited(millis: number): ProblemError {
  return new ProblemError('token_exchange_limited', { retryAfterSeconds: Math.ceil(millis / 1000) })
}
