// Tests the keys in memory as they age: what a cold start, an outage and a lost refresh cost, and which responses they never cause.
import { describe, expect, test } from 'vitest'
import {
  HARD_AGE_SECONDS,
  ISSUER,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  refusalOf,
  type Scene,
  SOFT_AGE_SECONDS,
} from '../testing/access/support.ts'

const OTHER_ISSUER = 'https://other.example/'
const key = await makeKey('ours')
const token = await mint(key)
const next = await makeKey('next')
const nextToken = await mint(next)
const otherToken = await mint(key, { sub: 'auth0|2' })

function down(scene: Scene): void {
  scene.source.answer = () => Promise.reject(new Error('the tenant is down'))
}

// A refresh whose request died: its promise never settles.
function hang(scene: Scene): void {
  scene.source.answer = () => new Promise(() => undefined)
}

function recover(scene: Scene): void {
  scene.source.answer = async () => scene.source.document()
}

async function warm(): Promise<Scene> {
  const scene = openGate([key])
  await scene.admit(token)
  return scene
}

describe('a cold start', () => {
  test('with 200 requests at once costs the source one call', async () => {
    const scene = openGate([key])
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => outcomeOf(scene.admit(token))))
    expect(new Set(outcomes)).toEqual(new Set(['passes']))
    expect(scene.source.calls).toEqual(['trust'])
  })

  test('keeps the refresh alive by the request that started it', async () => {
    const scene = openGate([key])
    await Promise.all([scene.admit(token), scene.admit(token)])
    expect(scene.background.works).toHaveLength(1)
  })

  test('during an outage is keys_unavailable, never 401, and costs one call for all', async () => {
    const scene = openGate([key])
    down(scene)
    const refusals = await Promise.all(Array.from({ length: 50 }, () => refusalOf(scene.admit(token))))
    expect(new Set(refusals.map((refusal) => refusal?.code))).toEqual(new Set(['keys_unavailable']))
    expect(refusals[0]?.facts.retryAfterSeconds).toBe(30)
    expect(scene.source.calls).toHaveLength(1)
    expect(scene.failures).toHaveLength(1)
  })

  test('recovers when the cool-down is over, and asks no source before', async () => {
    const scene = openGate([key])
    down(scene)
    await outcomeOf(scene.admit(token))
    recover(scene)
    scene.clock.advance(29.5)
    const refusal = await refusalOf(scene.admit(token))
    expect(refusal?.code).toBe('keys_unavailable')
    expect(refusal?.facts.retryAfterSeconds).toBe(1)
    expect(scene.source.calls).toHaveLength(1)
    scene.clock.advance(0.5)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
  })

  test('of a tenant whose keys are unavailable, as a document without them says, is an outage too', async () => {
    const scene = openGate([key])
    scene.source.answer = async () => ({ ...scene.source.document(), keySets: [] })
    expect(await outcomeOf(scene.admit(token))).toBe('keys_unavailable')
    recover(scene)
    scene.clock.advance(30)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
  })
})

describe('past the soft age', () => {
  test('a second before it the source is not asked', async () => {
    const scene = await warm()
    scene.clock.advance(SOFT_AGE_SECONDS - 1)
    await scene.admit(otherToken)
    expect(scene.source.calls).toHaveLength(1)
  })

  test('a request is served from memory, and the refresh goes on behind it', async () => {
    const scene = await warm()
    scene.clock.advance(SOFT_AGE_SECONDS)
    hang(scene)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    expect(await outcomeOf(scene.admit(otherToken))).toBe('passes')
    expect(scene.source.calls).toEqual(['trust', 'trust newest'])
    expect(scene.background.works).toHaveLength(2)
  })

  test('what the refresh brought counts from then on', async () => {
    const scene = await warm()
    scene.clock.advance(SOFT_AGE_SECONDS)
    await scene.admit(token)
    await scene.background.finished()
    scene.clock.advance(SOFT_AGE_SECONDS - 1)
    await scene.admit(token)
    expect(scene.source.calls).toHaveLength(2)
  })

  test('an outage is not noticed, and costs a call each cool-down', async () => {
    const scene = await warm()
    down(scene)
    scene.clock.advance(SOFT_AGE_SECONDS)
    for (let second = 0; second < 60; second += 1) {
      expect(await outcomeOf(scene.admit(token))).toBe('passes')
      await scene.background.finished()
      scene.clock.advance(1)
    }
    expect(scene.source.calls).toHaveLength(1 + 2)
  })

  test('a refresh that never settles is tried again: it must not keep a revoked key alive until the hard age', async () => {
    const scene = await warm()
    scene.clock.advance(SOFT_AGE_SECONDS)
    hang(scene)
    await scene.admit(token)
    scene.source.keys = { [ISSUER]: [] }
    recover(scene)
    scene.clock.advance(2 * SOFT_AGE_SECONDS)
    await outcomeOf(scene.admit(token))
    expect(scene.source.calls).toHaveLength(3)
    await scene.background.works.at(-1)
    expect(await outcomeOf(scene.admit(token))).not.toBe('passes')
  })
})

test('the terms are at hand while the keys of every issuer are within the soft age, and no longer', async () => {
  const scene = openGate({ [ISSUER]: [key], [OTHER_ISSUER]: [next] })
  const { ring } = scene.gate
  expect(ring.current).toBeNull()
  await scene.admit(token)
  expect(ring.current).toBe(ring.document)
  scene.clock.advance(SOFT_AGE_SECONDS - 1)
  expect(ring.current).toBe(ring.document)
  scene.source.keys = { [ISSUER]: [key] }
  scene.source.terms = { issuers: [ISSUER, OTHER_ISSUER] }
  await ring.adopt(scene.source.document())
  scene.clock.advance(1)
  expect(ring.current).toBeNull()
  expect(await outcomeOf(scene.admit(otherToken))).toBe('passes')
  expect(scene.source.calls).toEqual(['trust', 'trust newest'])
})

describe('a source that had the keys at hand', () => {
  const unasked = { asked: false, tier: 'kv' } as const

  test('starts no cool-down: an unknown key id is looked for at once', async () => {
    const scene = openGate([key])
    scene.source.terms = unasked
    scene.source.answer = async () => scene.source.document(200)
    await scene.admit(token)
    scene.source.terms = {}
    scene.source.keys = { [ISSUER]: [key, next] }
    scene.source.answer = async () => scene.source.document()
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
  })

  test('but only old ones is asked for newer ones behind the first answer', async () => {
    const scene = openGate([key])
    scene.source.terms = unasked
    scene.source.answer = async () => scene.source.document(SOFT_AGE_SECONDS)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    expect(scene.source.calls).toEqual(['trust', 'trust newest'])
  })

  test('but none that can be used is not called during the cool-down', async () => {
    const scene = openGate([key])
    scene.source.terms = unasked
    scene.source.answer = async () => scene.source.document(HARD_AGE_SECONDS)
    for (let second = 0; second < 30; second += 1) {
      expect(await outcomeOf(scene.admit(token))).toBe('keys_unavailable')
      scene.clock.advance(1)
    }
    expect(scene.source.calls).toHaveLength(1)
  })
})

test('a source that throws instead of answering is an outage, not a defect', async () => {
  const scene = openGate([key])
  scene.source.answer = () => {
    throw new Error('no such binding')
  }
  expect(await outcomeOf(scene.admit(token))).toBe('keys_unavailable')
  expect(scene.failures).toHaveLength(1)
})

describe('past the hard age', () => {
  test('a second before it the keys still serve', async () => {
    const scene = await warm()
    down(scene)
    scene.clock.advance(HARD_AGE_SECONDS - 1)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    expect(await outcomeOf(scene.admit(otherToken))).toBe('passes')
  })

  test('an outage is keys_unavailable with Retry-After, also for a token verified before', async () => {
    const scene = await warm()
    down(scene)
    scene.clock.advance(HARD_AGE_SECONDS)
    for (const shown of [token, otherToken, await mint(key, {}, { kid: 'other' })]) {
      const refusal = await refusalOf(scene.admit(shown))
      expect(refusal?.code).toBe('keys_unavailable')
      expect(refusal?.facts.retryAfterSeconds).toBe(30)
    }
    expect(scene.source.calls).toHaveLength(2)
  })

  test('a request waits for the new keys and passes', async () => {
    const scene = await warm()
    scene.clock.advance(HARD_AGE_SECONDS)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    expect(scene.source.calls).toEqual(['trust', 'trust newest'])
  })

  test('a source that itself has only old keys does not make them young', async () => {
    const scene = await warm()
    scene.clock.advance(HARD_AGE_SECONDS)
    scene.source.answer = async () => scene.source.document(HARD_AGE_SECONDS)
    expect(await outcomeOf(scene.admit(token))).toBe('keys_unavailable')
  })
})
