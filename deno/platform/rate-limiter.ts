// The platform's rate limits, counted in this process alone.
import type { Clock } from '../../packages/gatehouse/src/access/index.ts'

/** Counts calls in periods that begin at whole multiples of their length. What was counted before is forgotten at once. */
export class RateLimiter {
  readonly #limit: number
  readonly #periodMillis: number
  readonly #clock: Pick<Clock, 'now'>
  #period = -1
  #counts = new Map<string, number>()

  constructor({ limit, period }: { limit: number; period: number }, clock: Pick<Clock, 'now'>) {
    this.#limit = limit
    this.#periodMillis = period * 1000
    this.#clock = clock
  }

  /** Counts a call. @returns whether there were not too many */
  async limit({ key }: { key: string }): Promise<{ success: boolean }> {
    const period = Math.floor(this.#clock.now() / this.#periodMillis)
    if (period !== this.#period) {
      this.#period = period
      this.#counts = new Map()
    }
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return { success: count <= this.#limit }
  }
}
