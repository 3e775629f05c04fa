// Tests when a session has ended early, and what is stored about it.
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../access/index.ts'
import { EndedSessions, type LogoutStore } from './ended-sessions.ts'
import { LIFETIME, NOW, SESSION } from '../../testing/access/sessions.ts'

/** Ended sessions of one isolate. */
function endedIn(store: LogoutStore, clock: Clock): EndedSessions {
  return new EndedSessions({ store, clock, log: () => undefined, sessionMaxSeconds: LIFETIME.sessionMaxSeconds })
}

/** A KV that several isolates share. */
function sharedStore() {
  const values = new Map<string, string>()
  const store: LogoutStore = {
    get: async (key) => values.get(key) ?? null,
    put: async (key, value) => void values.set(key, value),
  }
  return { values, store }
}

describe('ended sessions', () => {
  test('are those that had begun, are asked for now and then, and go on as known while KV is out of order', async () => {
    let now = NOW
    let broken = false
    let reads = 0
    const values = new Map<string, string>()
    const store = {
      get: async (key: string) => {
        reads += 1
        if (broken) throw new Error('no KV')
        return values.get(key) ?? null
      },
      put: async (key: string, value: string) => void values.set(key, value),
    }
    const clock: Clock = { now: () => now * 1000, sleep: () => new Promise<void>(() => undefined) }
    const here = endedIn(store, clock)
    const elsewhere = endedIn(store, clock)
    expect([await here.has(SESSION), await here.has(SESSION), reads]).toEqual([false, false, 3])
    await elsewhere.end({ subject: SESSION.subject, sid: null, at: NOW })
    expect(await here.has(SESSION)).toBe(false)
    now += 31
    expect(await here.has(SESSION)).toBe(true)
    expect(await here.has({ ...SESSION, startedAt: NOW + 1 })).toBe(false)
    broken = true
    now += 31
    expect(await here.has(SESSION)).toBe(true)
  })

  const clock: Clock = { now: () => NOW * 1000, sleep: () => new Promise<void>(() => undefined) }
  const other = { ...SESSION, sid: 'other' }

  test('of one sid are over whenever they began, because the tenant uses a sid once', async () => {
    const { store } = sharedStore()
    await endedIn(store, clock).end({ subject: SESSION.subject, sid: 'sid', at: NOW })
    expect(await endedIn(store, clock).has({ ...SESSION, startedAt: NOW + 60 })).toBe(true)
  })

  test('are over in every isolate when a person logs out here, and the other sessions of the person go on', async () => {
    const { store } = sharedStore()
    await endedIn(store, clock).endOne(SESSION)
    const elsewhere = endedIn(store, clock)
    expect([await elsewhere.has(SESSION), await elsewhere.has({ ...SESSION, startedAt: NOW - 50 })]).toEqual([
      true,
      false,
    ])
  })

  test('are kept in KV under names that show no person and that KV takes, however long a person is called', async () => {
    const { values, store } = sharedStore()
    const [subject, sid] = [`samlp|acme|${'ä'.repeat(255)}@example.com`, 's'.repeat(512)]
    const long = { ...SESSION, subject, sid }
    for (const logout of [
      { subject, sid: null, at: NOW },
      { subject: null, sid, at: NOW },
    ])
      await endedIn(store, clock).end(logout)
    await endedIn(store, clock).endOne(long)
    expect(values.size).toBe(3)
    for (const key of values.keys()) expect(key).toMatch(/^ended:[\w-]{43}$/)
    expect(await endedIn(store, clock).has(long)).toBe(true)
  })

  test('are those of one session of the tenant where it names one, and all of the person where not', async () => {
    const values = new Map<string, string>()
    const store = {
      get: async (key: string) => values.get(key) ?? null,
      put: async (key: string, value: string) => void values.set(key, value),
    }
    const ended = () => endedIn(store, clock)
    await ended().end({ subject: SESSION.subject, sid: 'sid', at: NOW })
    expect([await ended().has(SESSION), await ended().has(other)]).toEqual([true, false])
    await ended().end({ subject: SESSION.subject, sid: null, at: NOW })
    expect(await ended().has(other)).toBe(true)
  })

  test('stay ended when KV is late with an older answer, and when an older logout comes after', async () => {
    const late = Promise.withResolvers<string | null>()
    const values: string[] = []
    const store = { get: () => late.promise, put: async (_key: string, value: string) => void values.push(value) }
    const ended = endedIn(store, clock)
    const asked = ended.has(SESSION)
    await ended.end({ subject: null, sid: 'sid', at: NOW })
    late.resolve(null)
    expect(await asked).toBe(true)
    await ended.end({ subject: null, sid: 'sid', at: NOW - 1_000 })
    expect([ended.isKnownToBeEnded(SESSION), values]).toEqual([true, [String(NOW), String(NOW)]])
  })
})
