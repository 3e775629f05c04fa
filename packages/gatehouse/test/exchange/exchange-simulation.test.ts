// Simulates 10,000 isolates and their one Durable Object on a clock of its own: answers that are slow, that fail and that overtake each
// other, isolates that pause and that start anew. It checks at each request what the exchange promises.
import { expect, test } from 'vitest'
import type { RevocableCredential } from '../../src/access/index.ts'
import type { Changes, ExchangeStub, RevocationOrder } from '../../src/gateway/exchange-types.ts'
import { sqlite } from './sqlite.ts'
import { ExchangeClient } from '../../src/gateway/edge/exchange-client.ts'
import { RevocationStore } from '../../src/gateway/edge/revocation-store.ts'

const ISOLATES = 10_000
const SYNC_SECONDS = 5
const SUBJECTS = 50
/** Two minutes of the simulation. */
const END_MILLIS = 120_000

interface Event {
  readonly at: number
  readonly run: () => void | Promise<void>
}

/** A heap of events by time. */
class Timeline {
  now = 0
  readonly #heap: Event[] = []

  add(event: Event): void {
    const heap = this.#heap
    let index = heap.push(event) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const [child, above] = [heap[index], heap[parent]]
      if (child === undefined || above === undefined || above.at <= child.at) break
      heap[index] = above
      heap[parent] = child
      index = parent
    }
  }

  take(): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    for (let index = 0; ;) {
      let least = index
      for (const child of [2 * index + 1, 2 * index + 2]) {
        const [one, other] = [heap[child], heap[least]]
        if (one !== undefined && other !== undefined && one.at < other.at) least = child
      }
      if (least === index) return first
      const [one, other] = [heap[index], heap[least]]
      if (one === undefined || other === undefined) return first
      heap[index] = other
      heap[least] = one
      index = least
    }
  }

  sleep(millis: number): Promise<void> {
    return new Promise((resolve) => this.add({ at: this.now + millis, run: resolve }))
  }
}

/** Random numbers that are the same in each run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function credential(subject: string, issuedAt: number): RevocableCredential {
  return { subject, clientId: null, organization: null, sid: null, issuedAt }
}

test('10,000 isolates refuse whoever is revoked within ten seconds, refuse nobody else, and ask as often as they promise', async () => {
  const timeline = new Timeline()
  const random = randomFrom(20)
  const store = new RevocationStore(sqlite(), 'one')
  const clock = { now: () => timeline.now, sleep: (millis: number) => timeline.sleep(millis) }
  const calls = new Uint32Array(ISOLATES)
  let isDown = false
  /** The revocations by subject as they are stored: the first time that an isolate could know it. */
  const stored = new Map<string, { readonly issuedBefore: number; readonly at: number }>()
  let lastOutageEnd = -Infinity

  const stubOf = (index: number): ExchangeStub => ({
    exchange: async (known) => {
      calls[index] = (calls[index] ?? 0) + 1
      await timeline.sleep(10 + random() * 300)
      if (isDown || random() < 0.01) throw new Error('the object is down')
      const changes = store.since(known)
      await timeline.sleep(10 + random() * 300)
      return changes
    },
    revoke: async (order: RevocationOrder, known): Promise<Changes> => {
      store.write(order, timeline.now / 1000)
      return store.since(known)
    },
    list: () => Promise.reject(new Error('not asked')),
    figures: () => Promise.reject(new Error('nobody asks for them here')),
    recordSignIns: () => Promise.reject(new Error('nobody signs in here')),
    signIns: () => Promise.reject(new Error('nobody asks for them here')),
  })
  const open = (index: number) =>
    new ExchangeClient({
      namespace: { getByName: () => stubOf(index) },
      syncSeconds: SYNC_SECONDS,
      clock,
      log: () => undefined,
    })
  const isolates = Array.from({ length: ISOLATES }, (_, index) => open(index))
  const background = { waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined) }
  const wrong: string[] = []
  let [refused, passed, requests] = [0, 0, 0]

  const request = async (index: number): Promise<void> => {
    requests += 1
    const isolate = isolates[index]
    if (isolate === undefined) return
    const arrivedAt = timeline.now
    const subject = `s${Math.floor(random() * SUBJECTS)}`
    const issuedAt = arrivedAt / 1000 - random() * 600
    await isolate.keepUp(arrivedAt, background)
    const isRefused = isolate.isRevoked(credential(subject, issuedAt))
    if (isRefused) refused += 1
    else passed += 1
    const known = stored.get(subject)
    const isRevoked = known !== undefined && issuedAt < known.issuedBefore + 5
    // A single lost answer is repaired by the next exchange; an outage as a whole is excused, because tokens go on as known.
    const isExcused =
      arrivedAt - lastOutageEnd < 2 * SYNC_SECONDS * 1000 || isDown || isolate.inspect().isReachable === false
    if (isRefused && !isRevoked) wrong.push(`${arrivedAt}: ${subject} is refused`)
    if (!isRefused && isRevoked && arrivedAt - known.at > 10_000 && !isExcused)
      wrong.push(`${arrivedAt}: ${subject} passes ${arrivedAt - known.at} ms after its revocation`)
  }

  // Most isolates serve now and then, a few all the time; some are replaced by new ones.
  const serve = (index: number): void => {
    const pauseMillis = index % 100 === 0 ? 500 : 60_000
    timeline.add({
      at: timeline.now + random() * 2 * pauseMillis,
      run: () => {
        if (random() < 0.02) isolates[index] = open(index)
        void request(index)
        if (timeline.now < END_MILLIS) serve(index)
      },
    })
  }
  for (let index = 0; index < ISOLATES; index += 1) serve(index)
  for (let at = 5_000; at < END_MILLIS; at += 5_000)
    timeline.add({
      at,
      run: async () => {
        const name = `s${Math.floor(random() * SUBJECTS)}`
        const issuedBefore = at / 1000
        const order = {
          kind: 'subject',
          name,
          issuedBefore,
          keptSeconds: 3600,
          source: 'operator',
          isUndone: false,
        } as const
        await isolates[Math.floor(random() * ISOLATES)]?.revoke(order)
        stored.set(name, { issuedBefore, at })
      },
    })
  for (const at of [40_000, 80_000]) {
    timeline.add({ at, run: () => void (isDown = true) })
    timeline.add({
      at: at + 20_000,
      run: () => {
        isDown = false
        lastOutageEnd = timeline.now
      },
    })
  }
  for (let event = timeline.take(); event !== undefined; event = timeline.take()) {
    timeline.now = event.at
    await event.run()
    // What waits for this event goes on before the next one.
    for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(refused).toBeGreaterThan(1_000)
  expect(passed).toBeGreaterThan(1_000)
  // An isolate that serves all the time asks every five seconds, and once more when it starts anew; one that pauses asks when it serves.
  const busy = calls.filter((_, index) => index % 100 === 0).reduce((sum, count) => sum + count, 0)
  expect(busy / (ISOLATES / 100)).toBeLessThan((timeline.now / 1000 / SYNC_SECONDS) * 1.3)
  expect(requests).toBeGreaterThan(calls.reduce((sum, count) => sum + count, 0))
})
