// Waiting for something that may never come, on the clock that is given.
import type { Clock } from './trust.ts'

/**
 * Waits for work, but no longer than so many milliseconds.
 *
 * @param late called when the time is over: what it makes is thrown, and what the work still does is ignored
 */
export function withTimeLimit<Result>(
  work: Promise<Result>,
  millis: number,
  clock: Clock,
  late: () => Error,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject)
    void clock.sleep(millis).then(() => {
      reject(late())
    })
  })
}
