// Tests the copies of exchanged tokens in Workers KV: whom they serve, how long, and what a KV that fails or was written to does.
import { expect, test } from 'vitest'
import { FakeClock, START_SECONDS } from '../testing/access/support.ts'
import { ExchangedTokenStore } from './exchanged-token-store.ts'

const CALLER = { token: 'a.b.c', subject: 'auth0|1', issuer: 'https://tenant.example/' }
const RULE = { audience: 'https://reports.example', scopes: ['read:reports'] }
const TOKEN = { accessToken: 'd.e.f', expiresAt: START_SECONDS + 600 }
/** The entry of TOKEN as the first version has written it. */
const EARLIER = {
  name: 'exchanged:HQsMOYpTTP39LWMNMVT9rnCEJYRePDgIB_D4rl8iHfc',
  value: 'GBER1AlcScuVGCLuTKEZmQe3-ordG4-Rpis_u0rMEkRnz9vzLLWWAFAkGlFi2Fk5LfcNkx31Ju--tlO0wx802wsWDXkW8z3pLdQ',
}

class ListedKv {
  readonly values = new Map<string, string>()
  readonly lifetimes: number[] = []
  fails = false

  async get(name: string): Promise<string | null> {
    if (this.fails) throw new Error('KV GET failed')
    return this.values.get(name) ?? null
  }

  async put(name: string, value: string, { expirationTtl }: { expirationTtl: number }): Promise<void> {
    if (this.fails) throw new Error('KV PUT failed')
    this.values.set(name, value)
    this.lifetimes.push(expirationTtl)
  }
}

function open(kv = new ListedKv(), secret = 'the-secret', clientId = 'gateway') {
  const events: string[] = []
  const facts: unknown[] = []
  const clock = new FakeClock()
  const store = new ExchangedTokenStore({
    store: kv,
    clientId,
    secret,
    clock,
    log: (event, told) => {
      events.push(event)
      facts.push(told)
    },
  })
  return { kv, store, events, facts, clock }
}

async function written(): Promise<ReturnType<typeof open>> {
  const scene = open()
  await scene.store.write(CALLER, RULE, TOKEN, START_SECONDS + 540)
  return scene
}

test('a copy is there for its caller and service until shortly before the token ends', async () => {
  const { kv, store } = await written()
  expect(await store.read(CALLER, RULE)).toEqual(TOKEN)
  expect(kv.lifetimes).toEqual([540])
})

test.each([
  ['another token', { ...CALLER, token: 'a.b.d' }, RULE],
  ['another subject', { ...CALLER, subject: 'auth0|2' }, RULE],
  ['another audience', CALLER, { ...RULE, audience: 'https://other.example' }],
  ['other scopes', CALLER, { ...RULE, scopes: [] }],
])('there is none for %s', async (_, caller, rule) => {
  expect(await (await written()).store.read(caller, rule)).toBeNull()
})

test.each([
  ['another token', { ...CALLER, token: 'a.b.d' }, RULE],
  ['another subject', { ...CALLER, subject: 'auth0|2' }, RULE],
  ['another audience', CALLER, { ...RULE, audience: 'https://other.example' }],
  ['other scopes', CALLER, { ...RULE, scopes: [] }],
])('a copy under the name of %s is not readable', async (_, caller, rule) => {
  const { kv, store, events } = await written()
  await store.write(caller, rule, TOKEN, START_SECONDS + 540)
  const [first = '', second = ''] = kv.values.keys()
  kv.values.set(second, kv.values.get(first) ?? '')
  expect([await store.read(caller, rule), events]).toEqual([null, ['exchanged_token_read_failed']])
})

test.each([
  ['another secret', 'another', 'gateway'],
  ['another application', 'the-secret', 'another'],
])('a copy that was made with %s is a miss, and no line of the log', async (_, secret, clientId) => {
  const { kv } = await written()
  const { store, events } = open(kv, secret, clientId)
  expect([await store.read(CALLER, RULE), events]).toEqual([null, []])
})

test.each(['', 'AAAA', '!', 'A'.repeat(200)])('%j in KV is a miss and a line of the log', async (garbage) => {
  const { kv, store, events } = await written()
  for (const name of kv.values.keys()) kv.values.set(name, garbage)
  expect([await store.read(CALLER, RULE), events]).toEqual([null, ['exchanged_token_read_failed']])
})

test('a KV that fails is a miss, and breaks no request', async () => {
  const { kv, store, events, facts } = open()
  kv.fails = true
  await store.write(CALLER, RULE, TOKEN, START_SECONDS + 540)
  expect(await store.read(CALLER, RULE)).toBeNull()
  expect(events).toEqual(['exchanged_token_write_failed', 'exchanged_token_read_failed'])
  expect(facts).toEqual([
    { audience: RULE.audience, cause: new Error('KV PUT failed') },
    { audience: RULE.audience, cause: new Error('KV GET failed') },
  ])
})

test.each([
  [59, 0, []],
  [60, 0, [60]],
  [60, 0.5, []],
  [61, 0.5, [60]],
])('a token that has to go in %d s, %d s later, is written for %j', async (seconds, later, lifetimes) => {
  const { kv, store, clock } = open()
  clock.advance(later)
  await store.write(CALLER, RULE, TOKEN, START_SECONDS + seconds)
  expect(kv.lifetimes).toEqual(lifetimes)
})

// Isolates of two versions run beside each other: another format needs another PURPOSE.
test('a copy that an earlier version has written can be read', async () => {
  const { kv, store } = open()
  kv.values.set(EARLIER.name, EARLIER.value)
  expect(await store.read(CALLER, RULE)).toEqual(TOKEN)
})

test('each copy is encrypted with a nonce of its own', async () => {
  const { kv, store } = open()
  const values: (string | undefined)[] = []
  for (let count = 0; count < 3; count++) {
    await store.write(CALLER, RULE, TOKEN, START_SECONDS + 540)
    values.push(kv.values.values().next().value?.slice(0, 16))
  }
  expect(new Set(values).size).toBe(3)
})
