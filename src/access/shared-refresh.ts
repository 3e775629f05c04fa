// One refresh at a time for everyone who waits, and a pause after each. Its promise is the only one that requests share.
import type { Background, Clock } from './trust.ts'

/** Pause after every attempt, failed ones too: a flood of random key ids costs the source two requests a minute. */
export const REFRESH_COOL_DOWN_SECONDS = 30
/**
 * How long a refresh that another request started is waited for. I/O dies with its request, so it may never settle; this is a
 * little more than it may take.
 */
const SHARED_REFRESH_WAIT_MILLIS = 6_000

interface Running {
  readonly done: Promise<void>
  readonly sinceMillis: number
}

/** Runs refreshes: one at a time, kept alive by whoever started it, with a cool-down from its start. */
export class SharedRefresh {
  readonly #clock: Clock
  #running: Running | null = null
  #coolUntilMillis = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Waits for the refresh that is under way, or else starts this one, unless it is too soon after the last. */
  async run(background: Background, work: () => Promise<void>): Promise<void> {
    for (let running = this.#alive(); running !== null; running = this.#alive()) {
      const settled = running.done.then(() => true)
      if ((await Promise.race([settled, this.#clock.sleep(SHARED_REFRESH_WAIT_MILLIS)])) === true) return
    }
    if (this.#clock.now() >= this.#coolUntilMillis) await this.#start(background, work)
  }

  /** Starts this one behind the scenes, unless one is under way or it is too soon. */
  runBehind(background: Background, work: () => Promise<void>): void {
    if (this.#alive() === null && this.#clock.now() >= this.#coolUntilMillis) void this.#start(background, work)
  }

  /** Whole seconds until another attempt is made; at least one. */
  get pauseSeconds(): number {
    return Math.max(1, Math.ceil((this.#coolUntilMillis - this.#clock.now()) / 1000))
  }

  // The request that started it may be gone and have taken its I/O along: whoever notices starts anew, at once.
  #alive(): Running | null {
    const running = this.#running
    if (running !== null && this.#clock.now() - running.sinceMillis >= SHARED_REFRESH_WAIT_MILLIS) {
      this.#running = null
      this.#coolUntilMillis = 0
    }
    return this.#running
  }

  async #start(background: Background, work: () => Promise<void>): Promise<void> {
    const now = this.#clock.now()
    this.#coolUntilMillis = now + REFRESH_COOL_DOWN_SECONDS * 1000
    const running = { done: work(), sinceMillis: now }
    this.#running = running
    background.waitUntil(running.done)
    await running.done
    if (this.#running === running) this.#running = null
  }
}
