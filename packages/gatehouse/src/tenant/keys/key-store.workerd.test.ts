// Tests the source of keys: KV first, then the tenant, and that neither can harm a request.
import { describe, expect, test } from 'vitest'
import {
  HARD_AGE_SECONDS,
  ISSUER,
  makeKey,
  SOFT_AGE_SECONDS,
  START_SECONDS,
  turn,
} from '../../testing/access/support.ts'
import { configurationOf, JWKS_URL, jwksOf, KV_NAME, openStore, type StoreScene } from '../../testing/access/tenant.ts'

const key = await makeKey('ours')
const next = await makeKey('next')
const JWKS = jwksOf({ ...key.publicKey, use: 'sig', alg: 'RS256' })

function open(): StoreScene {
  const scene = openStore()
  scene.answers.set('tenant.example', () => JWKS)
  return scene
}

function rest(scene: StoreScene, keys: readonly unknown[], fetchedAt: unknown): void {
  scene.kv.values.set(KV_NAME, JSON.stringify({ fetchedAt, keys }))
}

async function kidsOf(scene: StoreScene): Promise<string[]> {
  const { keySets } = await scene.store.trust(true)
  return keySets.flatMap(({ keys }) => keys.map(({ kid }) => kid))
}

async function renewAfter(scene: StoreScene, seconds: number): Promise<number> {
  scene.clock.advance(seconds)
  await scene.store.renew()
  await scene.background.finished()
  return scene.kv.writes
}

test('the trust document says what refusals say otherwise than by default, and nothing when they say nothing else', async () => {
  const refusals = { realm: 'Example', problemTypes: 'https://errors.example/' }
  expect((await openStore(configurationOf(), refusals).store.trust(true)).refusals).toEqual(refusals)
  expect(await openStore().store.trust(true)).not.toHaveProperty('refusals')
})

describe('KV', () => {
  test('that has a young set spares the tenant', async () => {
    const scene = open()
    rest(scene, [next.publicKey], START_SECONDS - SOFT_AGE_SECONDS + 1)
    const { keySets } = await scene.store.trust(true)
    expect(keySets).toEqual([
      { issuer: ISSUER, keys: [next.publicKey], fetchedAt: START_SECONDS - SOFT_AGE_SECONDS + 1 },
    ])
    expect(scene.requests).toEqual([])
    expect(scene.kv.writes).toBe(0)
  })

  test('that is empty lets the tenant be asked, and is written behind the answer', async () => {
    const scene = open()
    expect(await kidsOf(scene)).toEqual(['ours'])
    expect(scene.requests.map(({ url }) => url)).toEqual([JWKS_URL])
    expect(scene.background.works).toHaveLength(1)
    await scene.background.finished()
    expect(JSON.parse(scene.kv.values.get(KV_NAME) ?? '')).toEqual({ fetchedAt: START_SECONDS, keys: [key.publicKey] })
    expect(scene.events).toEqual([])
  })

  test('that was written by one isolate serves the next', async () => {
    const scene = open()
    await scene.store.trust(true)
    await scene.background.finished()
    const other = openStore()
    for (const [name, value] of scene.kv.values) other.kv.values.set(name, value)
    expect(await kidsOf(other)).toEqual(['ours'])
    expect(other.requests).toEqual([])
  })

  test('that has a set past the soft age lets the tenant be asked', async () => {
    const scene = open()
    rest(scene, [next.publicKey], START_SECONDS - SOFT_AGE_SECONDS)
    expect(await kidsOf(scene)).toEqual(['ours'])
    expect(scene.requests).toHaveLength(1)
  })

  test('that has a set past the soft age serves while the tenant is down, as old as it is', async () => {
    const scene = openStore()
    rest(scene, [next.publicKey], START_SECONDS - HARD_AGE_SECONDS + 1)
    const { keySets } = await scene.store.trust(true)
    expect(keySets[0]?.fetchedAt).toBe(START_SECONDS - HARD_AGE_SECONDS + 1)
    expect(scene.events).toEqual(['jwks_fetch_failed'])
  })

  test.each([SOFT_AGE_SECONDS, HARD_AGE_SECONDS - 1])(
    'that has a set %d s old is good enough to begin with: nobody waits for the tenant',
    async (age) => {
      const scene = open()
      rest(scene, [next.publicKey], START_SECONDS - age)
      const { keySets, asked } = await scene.store.trust(false)
      expect(keySets).toMatchObject([{ keys: [next.publicKey], fetchedAt: START_SECONDS - age }])
      expect(asked).toBe(false)
      expect(scene.requests).toEqual([])
    },
  )

  test('that does not answer is a miss after a second and a log line', async () => {
    const scene = open()
    scene.kv.failing = 'hang'
    const kids = kidsOf(scene)
    await turn()
    expect(scene.requests).toEqual([])
    scene.clock.advance(1)
    expect(await kids).toEqual(['ours'])
    expect(scene.events).toEqual(['key_cache_read_failed'])
  })

  test.each(['read', 'hang'] as const)('and the tenant down together (%s): no keys, and no error', async (failing) => {
    const scene = openStore()
    scene.kv.failing = failing
    const trust = scene.store.trust(false)
    await turn()
    scene.clock.advance(1)
    expect(await trust).toMatchObject({ keySets: [], asked: true })
    expect(scene.events).toEqual(['key_cache_read_failed', 'jwks_fetch_failed'])
  })

  test('that fails to read and to write leaves the tenant’s answer good', async () => {
    const scene = open()
    scene.kv.failing = 'read and write'
    expect(await kidsOf(scene)).toEqual(['ours'])
    await scene.background.finished()
    expect(scene.events).toEqual(['key_cache_read_failed', 'key_cache_write_failed'])
  })

  test('that has a set past the hard age has none', async () => {
    const scene = openStore()
    rest(scene, [next.publicKey], START_SECONDS - HARD_AGE_SECONDS)
    expect(await kidsOf(scene)).toEqual([])
  })

  test('that fails to read is a miss and a log line', async () => {
    const scene = open()
    scene.kv.failing = 'read'
    expect(await kidsOf(scene)).toEqual(['ours'])
    expect(scene.events).toEqual(['key_cache_read_failed'])
  })

  test('that fails to write is a log line, and is tried again', async () => {
    const scene = open()
    scene.kv.failing = 'write'
    expect(await kidsOf(scene)).toEqual(['ours'])
    await scene.background.finished()
    expect(scene.events).toEqual(['key_cache_write_failed'])
    scene.kv.failing = null
    await scene.store.renew()
    await scene.background.finished()
    expect(scene.kv.values.has(KV_NAME)).toBe(true)
  })

  test.each([
    ['no JSON', 'not json'],
    ['empty text', ''],
    ['HTML', '<!doctype html>'],
    ['another shape', '[]'],
    ['no time', JWKS],
    ['a time that is text', JSON.stringify({ fetchedAt: '1800000000', keys: [next.publicKey] })],
    ['a time that is no number', `{"fetchedAt":1e999,"keys":[${JSON.stringify(next.publicKey)}]}`],
    ['no keys', JSON.stringify({ fetchedAt: START_SECONDS, keys: [] })],
    ['a private key', JSON.stringify({ fetchedAt: START_SECONDS, keys: [{ ...next.publicKey, d: 'AA' }] })],
    ['a short key', JSON.stringify({ fetchedAt: START_SECONDS, keys: [{ ...next.publicKey, n: 'AQAB' }] })],
    ['a bad key beside a good one', JSON.stringify({ fetchedAt: START_SECONDS, keys: [next.publicKey, null] })],
    ['a set from the future', JSON.stringify({ fetchedAt: START_SECONDS + 61, keys: [next.publicKey] })],
  ])('that holds %s is a miss and a log line', async (_, value) => {
    const scene = open()
    scene.kv.values.set(KV_NAME, value)
    expect(await kidsOf(scene)).toEqual(['ours'])
    expect(scene.events).toEqual(['key_cache_read_failed'])
    await scene.background.finished()
    expect(JSON.parse(scene.kv.values.get(KV_NAME) ?? '')).toMatchObject({ keys: [key.publicKey] })
  })

  test('that holds a set a minute ahead, as clocks differ, is believed', async () => {
    const scene = open()
    rest(scene, [next.publicKey], START_SECONDS + 60)
    expect(await kidsOf(scene)).toEqual(['next'])
  })
})

describe('KV is written', () => {
  test('again only when half the soft age has passed, while nothing changes', async () => {
    const scene = open()
    expect(await renewAfter(scene, 0)).toBe(1)
    expect(await renewAfter(scene, 1)).toBe(1)
    expect(await renewAfter(scene, SOFT_AGE_SECONDS / 2 - 2)).toBe(1)
    expect(await renewAfter(scene, 1)).toBe(2)
    expect(await renewAfter(scene, SOFT_AGE_SECONDS / 2 - 1)).toBe(2)
    expect(scene.requests).toHaveLength(5)
  })

  test('at once when the keys change', async () => {
    const scene = open()
    await renewAfter(scene, 0)
    scene.answers.set('tenant.example', () => jwksOf(key.publicKey, next.publicKey))
    expect(await renewAfter(scene, 1)).toBe(2)
    expect(JSON.parse(scene.kv.values.get(KV_NAME) ?? '')).toMatchObject({ fetchedAt: START_SECONDS + 1 })
  })

  test('not at all by an isolate that has just read the same', async () => {
    const scene = open()
    rest(scene, [key.publicKey], START_SECONDS)
    await scene.store.trust(true)
    expect(await renewAfter(scene, 10)).toBe(0)
  })
})

test('a refresh goes straight to the tenant, past a KV that may answer with an old state', async () => {
  const scene = open()
  rest(scene, [next.publicKey], START_SECONDS)
  const { keySets } = await scene.store.refresh('ours', ISSUER)
  expect(keySets).toEqual([{ issuer: ISSUER, keys: [key.publicKey], fetchedAt: START_SECONDS }])
  expect(scene.kv.reads).toBe(0)
})

test('a refresh for an unknown issuer asks no source', async () => {
  const scene = open()
  const { keySets } = await scene.store.refresh('ours', 'https://attacker.example/')
  expect(keySets).toEqual([])
  expect(scene.requests).toEqual([])
})

test('a set is as old as the question: a key that comes while the answer is on its way is not denied by it', async () => {
  const scene = open()
  scene.answers.set('tenant.example', () => {
    scene.clock.advance(3)
    return JWKS
  })
  const { keySets } = await scene.store.renew()
  expect(keySets).toMatchObject([{ fetchedAt: START_SECONDS }])
})
