// Tests that a key set in KV counts only if this gateway wrote it: write access to KV must not let an attacker sign tokens.
import { describe, expect, test } from 'vitest'
import { KeySetMac } from './key-set-mac.ts'
import { encode, ISSUER, makeKey, START_SECONDS } from '../../testing/access/support.ts'
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

/** The planted text, with a MAC of the gateway's own secret for this. */
async function withMacFor(purpose: readonly string[]): Promise<string> {
  const [encoder, algorithm] = [new TextEncoder(), { name: 'HMAC', hash: 'SHA-256' }]
  const key = await crypto.subtle.importKey('raw', encoder.encode(SECRET), algorithm, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(JSON.stringify(purpose)))
  return `${encode(new Uint8Array(mac))}.${plain}`
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
    ['with a MAC that the same secret made for something else', () => withMacFor([ISSUER, plain])],
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

test('without a secret a plain one is read whole, though a key id in it looks like a MAC', async () => {
  const kid = `${'A'.repeat(43)}.json`
  const scene = open(null)
  const keys = [{ ...ours.publicKey, kid }]
  scene.kv.values.set(KV_NAME, JSON.stringify({ fetchedAt: START_SECONDS, keys }))
  expect(await kidsOf(scene)).toEqual([kid])
  expect(scene.requests).toEqual([])
})

test('a text of several lines comes back as it was', async () => {
  const mac = new KeySetMac(SECRET)
  expect(await mac.verify(await mac.protect('first\nsecond', ISSUER), ISSUER)).toBe('first\nsecond')
})
