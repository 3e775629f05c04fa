// Tests the import of keys: it costs as much as verifying a token, so each key is imported when its set arrives and never again.
import { describe, expect, test, vi } from 'vitest'
import { exportJWK, generateKeyPair } from 'jose'
import { DEFAULT_ALGORITHMS } from './index.ts'
import { importKeySet } from './live-key.ts'
import { ISSUER, makeKey, mint, openGate, type Scene, SOFT_AGE_SECONDS } from '../testing/access/support.ts'

const key = await makeKey('ours')
const next = await makeKey('next')
const imposter = await makeKey('ours')
const token = await mint(key)
const nextToken = await mint(next)

async function warm(): Promise<Scene> {
  const scene = openGate([key])
  await scene.admit(token)
  return scene
}

async function importsOf(work: () => Promise<void>): Promise<number> {
  const imported = vi.spyOn(crypto.subtle, 'importKey')
  try {
    await work()
    return imported.mock.calls.length
  } finally {
    imported.mockRestore()
  }
}

// A tenant lists the same key with every refresh, and each time the document is a new one.
async function refreshTimes(scene: Scene, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    scene.clock.advance(SOFT_AGE_SECONDS)
    await scene.gate.ring.adopt(scene.source.document())
  }
}

describe('a key is imported once for each algorithm', () => {
  test('however many refreshes list it, and however many tokens it verifies', async () => {
    const scene = openGate([key, next])
    const others = await Promise.all([2, 3, 4].map((id) => mint(key, { sub: `auth0|${id}` })))
    const probabilistic = await mint(key, {}, { alg: 'PS256' })
    const imports = await importsOf(async () => {
      for (const one of [token, nextToken, probabilistic]) await scene.admit(one)
      await refreshTimes(scene, 10)
      for (const one of [token, nextToken, probabilistic, ...others]) await scene.admit(one)
    })
    expect(imports).toBe(2 * DEFAULT_ALGORITHMS.length)
  })

  test.each([
    ['another key comes beside it: only that one is new', [next, key], 1],
    ['another key comes in its place', [next], 1],
    ['its kid is given to another key', [imposter], 1],
    ['it stays as it is', [key], 0],
  ])('when %s', async (_, keys, added) => {
    const scene = await warm()
    scene.source.keys = { [ISSUER]: keys }
    expect(await importsOf(() => refreshTimes(scene, 5))).toBe(added * DEFAULT_ALGORITHMS.length)
  })

  test('not even a document that is older than the one in memory has its keys imported', async () => {
    const scene = await warm()
    scene.source.keys = { [ISSUER]: [next] }
    const older = scene.source.document(1)
    expect(await importsOf(() => scene.gate.ring.adopt(older))).toBe(0)
  })
})

test('a key on a curve stays the same while both of its coordinates do', async () => {
  const { x = '', y = '' } = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)
  const ec = { kty: 'EC', kid: 'ec', crv: 'P-256', x, y } as const
  const setOf = (publicKey: typeof ec) => ({ issuer: ISSUER, keys: [publicKey], fetchedAt: 0 })
  const before = await importKeySet(setOf(ec), undefined, 0)
  const known = before.keys.get('ec')
  expect(known?.publicKey).toEqual(ec)
  expect((await importKeySet(setOf({ ...ec }), before, 1)).keys.get('ec')).toBe(known)
  for (const changed of [
    { ...ec, x: y },
    { ...ec, y: x },
  ])
    expect((await importKeySet(setOf(changed), before, 1)).keys.get('ec')).not.toBe(known)
})
