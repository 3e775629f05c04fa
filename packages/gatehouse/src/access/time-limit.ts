// Limits how long work may take, on a given clock.
import type { Clock } from './trust.ts'

/**
 * Waits for work, but no longer than the given milliseconds.
 *
 * @param late called when the time is over: its result is thrown, and the result of the work is ignored
 */
export function withTimeLimit<Result>(
  work: Promise<Result>,
  millis: number,
  clock: Clock,
  late: () => Error,
): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  let cancel: (() => void) | undefined
  // A timer that is not cancelled costs as much as everything else that a request does here.
  const end = <Value>(settle: (value: Value) => void, value: Value): void => {
    cancel?.()
    settle(value)
  }
  const hold = (given: () => void): void => {
    cancel = given
  }
  void work.then(
    (result) => end(resolve, result),
    (error: unknown) => end(reject, error),
  )
  void clock.sleep(millis, hold).then(() => reject(late()), reject)
  return promise
}
