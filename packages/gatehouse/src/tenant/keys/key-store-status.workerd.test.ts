// Tests the status of the key store: the tier of the keys, whether the tenant was asked, and the result.
import { describe, expect, test } from 'vitest'
import { HARD_AGE_SECONDS, ISSUER, makeKey, SOFT_AGE_SECONDS, START_SECONDS } from '../../testing/access/support.ts'
import { configurationOf, jwksOf, KV_NAME, openStore, type StoreScene } from '../../testing/access/tenant.ts'

const key = await makeKey('ours')
const OTHER_ISSUER = 'https://login.example/'

function rest(scene: StoreScene, name: string, ageSeconds: number): void {
  scene.kv.values.set(name, JSON.stringify({ fetchedAt: START_SECONDS - ageSeconds, keys: [key.publicKey] }))
}

describe('how asking the tenant went', () => {
  test('is nothing before the first time', () => {
    expect(openStore().store.inspect()).toEqual({ lastRefresh: null, lastFailure: null })
  })

  test('is the last time of either kind, with the reason of the failure', async () => {
    const scene = openStore()
    scene.answers.set('tenant.example', () => jwksOf(key.publicKey))
    await scene.store.renew()
    const lastRefresh = { issuer: ISSUER, at: START_SECONDS }
    expect(scene.store.inspect()).toEqual({ lastRefresh, lastFailure: null })
    scene.clock.advance(60)
    scene.answers.set('tenant.example', () => new Response('', { status: 503 }))
    await scene.store.renew()
    const lastFailure = { issuer: ISSUER, at: START_SECONDS + 60, reason: 'the tenant answered 503' }
    expect(scene.store.inspect()).toEqual({ lastRefresh, lastFailure })
    scene.clock.advance(60)
    scene.answers.set('tenant.example', () => jwksOf(key.publicKey))
    await scene.store.renew()
    expect(scene.store.inspect()).toEqual({ lastRefresh: { issuer: ISSUER, at: START_SECONDS + 120 }, lastFailure })
  })

  test('reports a response that is no key set without its content', async () => {
    const scene = openStore()
    scene.answers.set('tenant.example', () => '{"secret')
    await scene.store.renew()
    expect(scene.store.inspect().lastFailure?.reason).toBe('the answer is no key set')
  })

  test('reports a failure that is no error as well', async () => {
    const scene = openStore()
    scene.answers.set('tenant.example', () => Promise.reject<Response>('the wire was cut'))
    await scene.store.renew()
    expect(scene.store.inspect().lastFailure?.reason).toBe('the wire was cut')
  })
})

describe('with two domains, the document says the furthest that keys came from', () => {
  const OTHER_NAME = `keys:${OTHER_ISSUER}`

  test.each<readonly [string, number, number | null, boolean, 'kv' | 'tenant', boolean]>([
    ['both young in KV', 0, 0, false, 'kv', false],
    ['one young in KV, the other asked for', 0, null, true, 'tenant', true],
    ['one young in KV, the other not to be had', 0, null, false, 'kv', true],
    ['one past the soft age and the tenant down', SOFT_AGE_SECONDS, 0, false, 'kv', true],
    ['neither young, both asked for', HARD_AGE_SECONDS, null, true, 'tenant', true],
  ])('%s', async (_, age, otherAge, up, tier, asked) => {
    const scene = openStore(configurationOf('tenant.example', 'login.example'))
    rest(scene, KV_NAME, age)
    if (otherAge !== null) rest(scene, OTHER_NAME, otherAge)
    if (up) for (const host of ['tenant.example', 'login.example']) scene.answers.set(host, () => jwksOf(key.publicKey))
    expect(await scene.store.trust(true)).toMatchObject({ tier, asked })
  })

  test('a refresh has asked, whether or not it had an answer', async () => {
    const scene = openStore()
    expect(await scene.store.renew()).toMatchObject({ asked: true, tier: 'kv', keySets: [] })
    scene.answers.set('tenant.example', () => jwksOf(key.publicKey))
    expect(await scene.store.renew()).toMatchObject({ asked: true, tier: 'tenant' })
  })
})

describe('a log line', () => {
  test('of KV says for which issuer, and why', async () => {
    const scene = openStore()
    scene.answers.set('tenant.example', () => jwksOf(key.publicKey))
    scene.kv.failing = 'read and write'
    await scene.store.trust(true)
    await scene.background.finished()
    expect(scene.events).toEqual(['key_cache_read_failed', 'key_cache_write_failed'])
    for (const facts of scene.facts) {
      expect(facts['issuer']).toBe(ISSUER)
      expect(facts['cause']).toBeInstanceOf(Error)
    }
  })

  test('is written of a single key that was dropped', async () => {
    const scene = openStore()
    scene.answers.set('tenant.example', () => jwksOf(key.publicKey, null))
    await scene.store.renew()
    expect(scene.events).toEqual(['jwks_keys_dropped'])
    expect(scene.facts[0]?.['dropped']).toHaveLength(1)
  })
})
