// A key set in KV counts only when this gateway wrote it: write access to KV is not the power to sign in as anybody.
import { describe, expect, test } from 'vitest'
import { makeKey, START_SECONDS } from '../../testing/access/support.ts'
import { configurationOf, jwksOf, KV_NAME, openStore, type StoreScene } from '../../testing/access/tenant.ts'

const SECRET = 'a secret of KV'.padEnd(32, '.')
const ours = await makeKey('ours')
const planted = await makeKey('planted')

function open(kvSecret: string | null = SECRET, ...hosts: readonly string[]): StoreScene {
  const scene = openStore({ ...configurationOf(...hosts), kvSecret })
  for (const host of ['tenant.example', ...hosts]) scene.answers.set(host, () => jwksOf(ours.publicKey))
  return scene
}

async function kidsOf(scene: StoreScene): Promise<string[]> {
  const { keySets } = await scene.store.trust(true)
  await scene.background.finished()
  return keySets.flatMap(({ keys }) => keys.map(({ kid }) => kid))
}

/** What a gateway with this secret writes. */
async function written(kvSecret: string | null): Promise<string> {
  const scene = open(kvSecret)
  await kidsOf(scene)
  return scene.kv.values.get(KV_NAME) ?? ''
}

const plain = JSON.stringify({ fetchedAt: START_SECONDS, keys: [planted.publicKey] })

test('a key set that one isolate wrote serves the next', async () => {
  const scene = open()
  scene.kv.values.set(KV_NAME, await written(SECRET))
  expect(await kidsOf(scene)).toEqual(['ours'])
  expect([scene.requests, scene.events]).toEqual([[], []])
})

describe('a key set is a miss and a log line', () => {
  test.each<readonly [string, () => string | Promise<string>]>([
    ['without a MAC', () => plain],
    ['with the MAC of another secret', () => written('another secret'.padEnd(32, '.'))],
    ['with the MAC of another text', async () => `${(await written(SECRET)).slice(0, 44)}${plain}`],
    ['with a MAC that was cut', async () => (await written(SECRET)).slice(1)],
    ['with an empty MAC', () => `.${plain}`],
    ['of random bytes', () => `${'A'.repeat(43)}.${plain}`],
  ])('%s', async (_, entry) => {
    const scene = open()
    scene.kv.values.set(KV_NAME, await entry())
    expect(await kidsOf(scene)).toEqual(['ours'])
    expect(scene.requests).toHaveLength(1)
    expect(scene.events).toEqual(['key_cache_read_failed'])
    expect(scene.kv.values.get(KV_NAME)).toMatch(/^[\w-]{43}\.\{/)
  })

  test('that was moved from one issuer to another', async () => {
    const scene = open(SECRET, 'other.example')
    scene.kv.values.set('keys:https://other.example/', await written(SECRET))
    expect(await kidsOf(scene)).toEqual(['ours'])
    expect(scene.events).toEqual(['key_cache_read_failed'])
  })
})

test.each([
  ['plain ones', () => written(null)],
  ['those of a secret that was taken away', () => written(SECRET)],
])('without a secret %s are read', async (_, entry) => {
  const scene = open(null)
  scene.kv.values.set(KV_NAME, await entry())
  expect(await kidsOf(scene)).toEqual(['ours'])
  expect(scene.requests).toEqual([])
})
