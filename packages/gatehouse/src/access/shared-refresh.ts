// Runs one refresh at a time for all waiting requests, with a pause after each. Its promise is the only one that requests share.
import type { Background, Clock } from './trust.ts'

/** The pause after every request to the tenant, failed ones too: a flood of random key ids causes two requests a minute. */
export const REFRESH_COOL_DOWN_SECONDS = 30
/**
 * How long a request waits for a refresh. I/O ends with its request, so a refresh of another request may never settle; this is slightly
 * more than KV and the tenant may take together.
 */
const SHARED_REFRESH_WAIT_MILLIS = 7_000

/** The result of a successful refresh: whether the tenant was asked, or a cache in between had the answer. */
export type Outcome = 'asked' | 'spared'

interface Running {
  readonly done: Promise<void>
  readonly sinceMillis: number
}

/**
 * Runs refreshes: one at a time, kept alive by the request that started it, with a cool-down from its start. A refresh that did not ask
 * the tenant has no cool-down. No request waits longer than for one lost refresh and its successor.
 */
export class SharedRefresh {
  readonly #clock: Clock
  #running: Running | null = null
  #coolUntilMillis = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Waits for the running refresh, or starts this one unless the cool-down is not over. */
  async run(background: Background, work: () => Promise<Outcome>): Promise<void> {
    for (let patience = 2; patience > 0; patience -= 1) {
      const running = this.#alive()
      if (running === null) break
      if (await this.#settles(running)) return
    }
    if (this.#isDue()) await this.#settles(this.#start(background, work))
  }

  /** Starts this one in the background, unless one is running or the cool-down is not over. */
  runBehind(background: Background, work: () => Promise<Outcome>): void {
    if (this.#isDue()) this.#start(background, work)
  }

  /** Returns the whole seconds until the next attempt; at least one. */
  get pauseSeconds(): number {
    return Math.max(1, Math.ceil((this.#coolUntilMillis - this.#clock.now()) / 1000))
  }

  // The request that started it may have ended, and its I/O with it: the request that notices starts a new one at once.
  #alive(): Running | null {
    const running = this.#running
    if (running !== null && this.#clock.now() - running.sinceMillis >= SHARED_REFRESH_WAIT_MILLIS) {
      this.#running = null
      this.#coolUntilMillis = 0
    }
    return this.#running
  }

  #isDue(): boolean {
    return this.#alive() === null && this.#clock.now() >= this.#coolUntilMillis
  }

  // Whether it settles before it counts as lost.
  async #settles({ done, sinceMillis }: Running): Promise<boolean> {
    const left = sinceMillis + SHARED_REFRESH_WAIT_MILLIS - this.#clock.now()
    return await Promise.race([done.then(() => true), this.#clock.sleep(left).then(() => false)])
  }

  #start(background: Background, work: () => Promise<Outcome>): Running {
    const sinceMillis = this.#clock.now()
    this.#coolUntilMillis = sinceMillis + REFRESH_COOL_DOWN_SECONDS * 1000
    const finish = async (): Promise<void> => {
      const outcome = await work()
      if (this.#running !== running) return
      this.#running = null
      if (outcome === 'spared') this.#coolUntilMillis = 0
    }
    const running: Running = { done: finish(), sinceMillis }
    this.#running = running
    background.waitUntil(running.done)
    return running
  }
}
