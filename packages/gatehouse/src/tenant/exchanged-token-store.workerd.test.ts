// Tests the copies of exchanged tokens in Workers KV: whom they serve, how long, and what a KV that fails or was written to does.
import { expect, test } from 'vitest'
import { FakeClock, START_SECONDS } from '../testing/access/support.ts'
import { ExchangedTokenStore } from './exchanged-token-store.ts'

const CALLER = { token: 'a.b.c', subject: 'auth0|1', issuer: 'https://tenant.example/' }
const RULE = { audience: 'https://reports.example', scopes: ['read:reports'] }
const TOKEN = { accessToken: 'd.e.f', expiresAt: START_SECONDS + 600 }

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
  const store = new ExchangedTokenStore({
    store: kv,
    clientId,
    secret,
    clock: new FakeClock(),
    log: (event) => events.push(event),
  })
  return { kv, store, events }
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
  const { kv, store, events } = open()
  kv.fails = true
  await store.write(CALLER, RULE, TOKEN, START_SECONDS + 540)
  expect(await store.read(CALLER, RULE)).toBeNull()
  expect(events).toEqual(['exchanged_token_write_failed', 'exchanged_token_read_failed'])
})

test('a token that ends within a minute is not written', async () => {
  const { kv, store } = open()
  await store.write(CALLER, RULE, TOKEN, START_SECONDS + 59)
  expect(kv.values.size).toBe(0)
})
