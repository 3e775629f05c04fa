// Tests that there is one refresh at a time, and a pause after each that counts from its start.
import { describe, expect, test } from 'vitest'
import { type Outcome, SharedRefresh } from './shared-refresh.ts'
import { FakeClock, RecordingBackground, turn } from '../testing/access/support.ts'

function open() {
  const clock = new FakeClock()
  const background = new RecordingBackground()
  const refresh = new SharedRefresh(clock)
  const works: PromiseWithResolvers<Outcome>[] = []
  /** Runs a refresh that ends when the test says so. */
  const run = (): Promise<void> =>
    refresh.run(background, () => {
      const work = Promise.withResolvers<Outcome>()
      works.push(work)
      return work.promise
    })
  const end = async (index: number, outcome: Outcome): Promise<void> => {
    works[index]?.resolve(outcome)
    await turn()
  }
  return { clock, refresh, works, run, end }
}

describe('the pause', () => {
  test('counts from the start of a refresh, however long it takes', async () => {
    const { clock, run, end, works } = open()
    void run()
    clock.advance(5)
    await end(0, 'asked')
    clock.advance(24.999)
    await run()
    expect(works).toHaveLength(1)
    clock.advance(0.001)
    void run()
    expect(works).toHaveLength(2)
  })

  test('is none after a refresh that spared the tenant', async () => {
    const { run, end, works } = open()
    void run()
    await end(0, 'spared')
    void run()
    expect(works).toHaveLength(2)
  })

  test.each([
    [0, 30],
    [0.001, 30],
    [10.5, 20],
    [10.999, 20],
    [29, 1],
    [29.999, 1],
    [30, 1],
    [300, 1],
  ])('after %d s is told as %d s, never as less than it is', async (seconds, told) => {
    const { clock, refresh, run, end } = open()
    void run()
    await end(0, 'asked')
    clock.advance(seconds)
    expect(refresh.pauseSeconds).toBe(told)
  })
})

test('a request that waited for a refresh that spared the tenant starts none of its own', async () => {
  const { run, end, works } = open()
  const waiting = [run(), run(), run()]
  await end(0, 'spared')
  await Promise.all(waiting)
  expect(works).toHaveLength(1)
})

test('a refresh that was given up and ends after all does not end the one that came after it', async () => {
  const { clock, run, end, works } = open()
  void run()
  clock.advance(7)
  void run()
  await end(0, 'spared')
  void run()
  await turn()
  expect(works).toHaveLength(2)
})
