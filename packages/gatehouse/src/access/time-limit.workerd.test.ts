// Tests waiting with a time limit, on a clock that the test controls.
import { expect, test } from 'vitest'
import { type Clock, withTimeLimit } from './index.ts'

function openClock() {
  const timers = new Set<() => void>()
  const clock: Clock = {
    now: () => 0,
    sleep: (_millis, hold) =>
      new Promise((wake) => {
        timers.add(wake)
        hold?.(() => timers.delete(wake))
      }),
  }
  return { clock, timers }
}

const late = (): Error => new Error('late')

test.each([
  ['ends well', () => Promise.resolve('done'), 'done'],
  ['fails', () => Promise.reject(new Error('broken')), 'Error: broken'],
])('work that %s leaves no timer behind', async (_, work, end) => {
  const { clock, timers } = openClock()
  expect(await withTimeLimit(work(), 1_000, clock, late).catch(String)).toBe(end)
  expect(timers.size).toBe(0)
})

test('work that takes too long is given up', async () => {
  const { clock, timers } = openClock()
  const limited = withTimeLimit(new Promise(() => undefined), 1_000, clock, late)
  for (const wake of timers) wake()
  await expect(limited).rejects.toThrow('late')
})
