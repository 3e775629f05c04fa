// Implements Clock with the runtime's time.
import type { Clock } from '../access/index.ts'

/** The runtime's clock. In a Worker it moves only when I/O happens. */
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
