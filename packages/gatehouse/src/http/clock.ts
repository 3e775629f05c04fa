// Implements Clock with the runtime's time.
import type { Clock } from '../access/index.ts'

/**
 * The clock of the runtime, in milliseconds. In a Worker it moves only when I/O happens.
 *
 * @example
 * import { systemClock } from 'gatehouse/domain'
 *
 * export const createdAt = (): string => new Date(systemClock.now()).toISOString()
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (millis, hold) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, millis)
      hold?.(() => {
        clearTimeout(timer)
      })
    }),
}
