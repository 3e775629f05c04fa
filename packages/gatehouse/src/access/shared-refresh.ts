// One refresh at a time for everyone who waits, and a pause after each. Its promise is the only one that requests share.
import type { Background, Clock } from './trust.ts'

/** Pause after every attempt at the tenant, failed ones too: a flood of random key ids costs it two requests a minute. */
export const REFRESH_COOL_DOWN_SECONDS = 30
/**
 * How long a refresh is waited for. I/O dies with its request, so one that another request started may never settle; this is
 * a little more than KV and the tenant may take together.
 */
const SHARED_REFRESH_WAIT_MILLIS = 7_000

/** Whether a refresh that went well troubled the tenant, or was spared that by a cache in between. */
export type Outcome = 'asked' | 'spared'

interface Running {
  readonly done: Promise<void>
  readonly sinceMillis: number
}

/**
 * Runs refreshes: one at a time, kept alive by the request that started it, with a cool-down from its start; one that spared the tenant
 * has none. Nobody waits longer than for one that died and one that came after it.
 */
export class SharedRefresh {
  readonly #clock: Clock
  #running: Running | null = null
  #coolUntilMillis = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Waits for the refresh that is under way, or else starts this one, unless it is too soon after the last. */
  async run(background: Background, work: () => Promise<Outcome>): Promise<void> {
    for (let patience = 2; patience > 0; patience -= 1) {
      const running = this.#alive()
      if (running === null) break
      if (await this.#settles(running)) return
    }
    if (this.#isDue()) await this.#settles(this.#start(background, work))
  }

  /** Starts this one behind the scenes, unless one is under way or it is too soon. */
  runBehind(background: Background, work: () => Promise<Outcome>): void {
    if (this.#isDue()) this.#start(background, work)
  }

  /** Whole seconds until another attempt is made; at least one. */
  get pauseSeconds(): number {
    return Math.max(1, Math.ceil((this.#coolUntilMillis - this.#clock.now()) / 1000))
  }

  // The request that started it may be gone and have taken its I/O along: the request that notices starts a new one, at once.
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

  // Whether it settles before it must be taken for dead.
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
