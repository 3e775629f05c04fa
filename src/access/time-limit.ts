// Waiting for something that may never come, on the clock that is given.
import type { Clock } from './trust.ts'

/**
 * Waits for work, but no longer than so many milliseconds.
 *
 * @param late called when the time is over: what it makes is thrown, and what the work still does is ignored
 */
export async function withTimeLimit<Result>(
  work: Promise<Result>,
  millis: number,
  clock: Clock,
  late: () => Error,
): Promise<Result> {
  let cancel: (() => void) | undefined
  const over = clock.sleep(millis, (given) => {
    cancel = given
  })
  try {
    return await Promise.race([
      work,
      over.then(() => {
        throw late()
      }),
    ])
  } finally {
    // A timer that is left behind costs as much as everything else that a request does here.
    cancel?.()
  }
}
