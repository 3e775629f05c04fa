// The live view on a clock that is given: what is sent when, and when it ends.
import { describe, expect, test, vi } from 'vitest'
import { HEARTBEAT_MILLIS, liveTotals, type LiveParts, POLL_MILLIS } from './live-totals.ts'
import { textStream } from './text-stream.ts'

// A clock that advances with every sleep. When it is held, no sleep ends, though it is time to ask again.
function fastClock({ held = false } = {}) {
  const slept: number[] = []
  let now = 0
  return {
    slept,
    clock: {
      now: () => now,
      sleep: async (millis: number): Promise<void> => {
        slept.push(millis)
        now += held ? POLL_MILLIS : millis
        if (held) await new Promise(() => undefined)
      },
    },
  }
}

function watch(readings: readonly string[], parts: Partial<LiveParts> = {}) {
  const watching = new AbortController()
  const time = fastClock()
  const [first = '{}', ...more] = readings
  const read = vi.fn(async () => more.shift() ?? null)
  const failed = vi.fn()
  const { clock } = time
  const events = liveTotals({
    first,
    read,
    expiresAt: Infinity,
    lastSeen: null,
    signal: watching.signal,
    clock,
    failed,
    ...parts,
  })
  return { events, read, failed, slept: time.slept, stream: textStream(events, () => watching.abort()) }
}

async function all(texts: AsyncGenerator<string, void>): Promise<string[]> {
  const found: string[] = []
  for await (const text of texts) found.push(text)
  return found
}

const idIn = (event: string | undefined): string => /^id: (\w+)$/m.exec(event ?? '')?.[1] ?? ''

describe('a live view', () => {
  test('says how soon to come back, tells the totals at once, and again when they changed', async () => {
    const { events, slept } = watch(['{"n":1}', '{"n":1}', '{"n":2}', '{"n":1}'])
    const [retry, ...sent] = await all(events)
    expect(retry).toBe(`retry: ${POLL_MILLIS}\n\n`)
    const heartbeat = expect.stringMatching(/^: .*\n\n$/)
    const meanwhile = [heartbeat, heartbeat]
    expect(sent).toEqual([
      expect.stringMatching(/^event: totals\nid: [0-9a-f]{16}\ndata: {"n":1}\n\n$/),
      ...meanwhile,
      heartbeat,
      ...meanwhile,
      expect.stringMatching(/^event: totals\nid: [0-9a-f]{16}\ndata: {"n":2}\n\n$/),
      ...meanwhile,
      sent[0],
      ...meanwhile,
    ])
    expect(idIn(sent[0])).not.toBe(idIn(sent[6]))
    expect(slept).toEqual(Array(12).fill(HEARTBEAT_MILLIS))
  })

  test('does not tell again what a client has seen that comes back', async () => {
    const [, event] = await all(watch(['{"n":1}']).events)
    const [, again] = await all(watch(['{"n":1}'], { lastSeen: idIn(event) }).events)
    expect(again).toMatch(/^: /)
    const [, other] = await all(watch(['{"n":2}'], { lastSeen: idIn(event) }).events)
    expect(other).toContain('data: {"n":2}')
  })

  test('ends when the token expires, to the millisecond, and asks no more', async () => {
    const { events, read, slept } = watch(['{}', '{}', '{}', '{}'], { expiresAt: 2 * POLL_MILLIS + 500 })
    await all(events)
    expect(read).toHaveBeenCalledTimes(2)
    expect(slept).toEqual([...Array(6).fill(HEARTBEAT_MILLIS), 500])
  })

  test('ends when payments may not be asked any more', async () => {
    const { events, failed } = watch(['{}'])
    expect((await all(events)).filter((text) => text.startsWith('event:'))).toHaveLength(1)
    expect(failed).not.toHaveBeenCalled()
  })

  test('ends when payments can not be read, and says why in the log', async () => {
    const cause = new Error('refused')
    const { events, failed } = watch(['{}'], { read: () => Promise.reject(cause) })
    expect((await all(events)).filter((text) => text.startsWith('event:'))).toHaveLength(1)
    expect(failed).toHaveBeenCalledExactlyOnceWith(cause)
  })

  test('stops at once when its client goes away, though it was asleep', async () => {
    const { clock, slept } = fastClock({ held: true })
    const { stream, events, read, failed } = watch(['{}', '{}'], { clock })
    const reader = stream.getReader()
    await reader.read()
    await reader.read()
    const asleep = reader.read()
    await expect.poll(() => slept).toHaveLength(1)
    await reader.cancel()
    expect((await asleep).done).toBe(true)
    expect((await events.next()).done).toBe(true)
    expect(read).not.toHaveBeenCalled()
    expect(failed).not.toHaveBeenCalled()
  })

  test('does nothing before somebody reads it', async () => {
    const { slept } = watch(['{}', '{}'])
    await Promise.resolve()
    expect(slept).toEqual([])
  })
})
