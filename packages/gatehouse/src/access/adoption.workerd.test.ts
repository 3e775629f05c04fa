// Tests how a trust document is adopted: what is reported, and what happens when two arrive at once or while a token is verified.
import { describe, expect, test, vi } from 'vitest'
import { type Adoption, KeyRing, type TrustDocument } from './index.ts'
import {
  AUDIENCE,
  FakeClock,
  FakeSource,
  ISSUER,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  RecordingBackground,
  type Scene,
  type SigningKey,
  turn,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const next = await makeKey('next')
const OTHER_ISSUER = 'https://login.example/'
const OTHER_AUDIENCE = 'https://other.example'

interface RingScene {
  readonly clock: FakeClock
  readonly source: FakeSource
  readonly ring: KeyRing
  readonly adoptions: Adoption[]
}

function openRing(keys: Readonly<Record<string, readonly SigningKey[]>> = { [ISSUER]: [key] }): RingScene {
  const clock = new FakeClock()
  const source = new FakeSource(clock, keys)
  const adoptions: Adoption[] = []
  const ring = new KeyRing(source, clock, {
    adopted: (adoption) => void adoptions.push(adoption),
    failed: () => undefined,
  })
  return { clock, source, ring, adoptions }
}

/** Adopts a document, and a second later the same with these members changed. Returns what the observer was given for the second. */
async function told(members: Partial<TrustDocument>): Promise<Adoption | undefined> {
  const { clock, source, ring, adoptions } = openRing()
  await ring.adopt(source.document())
  clock.advance(1)
  await ring.adopt({ ...source.document(), ...members })
  return adoptions[1]
}

describe('terms have changed', () => {
  test.each<readonly [string, Partial<TrustDocument>]>([
    ['an issuer came', { issuers: [ISSUER, OTHER_ISSUER] }],
    ['an audience came', { audiences: [AUDIENCE, OTHER_AUDIENCE] }],
    ['the application is another', { clientId: 'another' }],
    ['the namespace of claims is another', { claimNamespace: null }],
    [
      'a claim of its own came',
      { profile: { plan: { claim: 'plan', type: 'text', description: 'What is paid for' } } },
    ],
    ['an algorithm went', { algorithms: ['RS256'] }],
  ])('when %s', async (_, members) => {
    expect((await told(members))?.termsChanged).toBe(true)
  })

  test.each<readonly [string, Partial<TrustDocument>]>([
    ['nothing', {}],
    ['only where it came from', { tier: 'binding' }],
    ['only the ages', { softAgeSeconds: 1, hardAgeSeconds: 2 }],
  ])('not when %s did', async (_, members) => {
    expect((await told(members))?.termsChanged).toBe(false)
  })

  test('not by the first document of all', async () => {
    const { source, ring, adoptions } = openRing()
    await ring.adopt(source.document())
    expect(adoptions[0]?.termsChanged).toBe(false)
  })
})

describe('of a new key set only the difference is reported', () => {
  const changed: SigningKey = { ...key, publicKey: { ...key.publicKey, e: 'Aw' } }

  test.each([
    ['a key that came', [key], [key, next], { added: ['next'], gone: [] }],
    ['a key that went', [key, next], [next], { added: [], gone: ['ours'] }],
    ['one that took the place of another', [key], [next], { added: ['next'], gone: ['ours'] }],
    [
      'a modulus that changed under its id',
      [key],
      [{ ...next, publicKey: { ...next.publicKey, kid: 'ours' } }],
      { added: ['ours'], gone: ['ours'] },
    ],
    ['an exponent that changed under its id', [key], [changed], { added: ['ours'], gone: ['ours'] }],
    ['no change', [key, next], [key, next], { added: [], gone: [] }],
  ])('%s', async (_, before, after, change) => {
    const { clock, source, ring, adoptions } = openRing({ [ISSUER]: before })
    await ring.adopt(source.document())
    clock.advance(1)
    source.keys = { [ISSUER]: after }
    await ring.adopt(source.document())
    expect(adoptions[1]?.changes).toEqual([{ issuer: ISSUER, ...change }])
  })
})

test('of two documents that arrive at once the later one’s terms stand, however long the earlier one takes', async () => {
  const { source, ring } = openRing()
  const background = new RecordingBackground()
  const early = { ...source.document(), audiences: [OTHER_AUDIENCE], tier: 'kv' } as const
  const late = { ...source.document(), keySets: [], tier: 'binding' } as const
  const { revision } = ring
  // Only the earlier one has keys to import.
  await Promise.all([ring.adopt(early), ring.adopt(late)])
  const { audiences, keySets } = await ring.trust(background)
  expect(audiences).toEqual([AUDIENCE])
  expect(keySets).toHaveLength(1)
  // The keys arrived with the earlier one.
  expect(ring.tierSince(revision)).toBe('kv')
})

test('an issuer that is given up is not kept, nor shown', async () => {
  const { source, ring, clock } = openRing({ [ISSUER]: [key], [OTHER_ISSUER]: [next] })
  await ring.adopt(source.document())
  source.keys = { [ISSUER]: [key] }
  clock.advance(1)
  await ring.adopt(source.document())
  expect(ring.inspect().map(({ issuer }) => issuer)).toEqual([ISSUER])
  expect((await ring.trust(new RecordingBackground())).keySets.map(({ issuer }) => issuer)).toEqual([ISSUER])
})

test('an issuer whose keys are missing is requested after the answer, though another’s are in memory', async () => {
  const { source, ring, clock } = openRing({ [ISSUER]: [key], [OTHER_ISSUER]: [next] })
  const background = new RecordingBackground()
  const whole = source.document()
  await ring.adopt({ ...whole, keySets: whole.keySets.slice(0, 1) })
  clock.advance(1)
  await ring.trust(background)
  expect(source.calls).toEqual(['trust newest'])
  expect(background.works).toHaveLength(1)
})

test('a key in hand can verify, and neither sign nor be taken out', async () => {
  const { ring } = openRing()
  const { byAlgorithm } = await ring.key(ISSUER, 'ours', new RecordingBackground())
  expect([...byAlgorithm.keys()]).toEqual(['RS256', 'PS256'])
  for (const { extractable, usages, type } of byAlgorithm.values()) {
    expect({ extractable, usages, type }).toEqual({ extractable: false, usages: ['verify'], type: 'public' })
  }
})

/** Sends a token, and runs something between the check of its signature and the response. */
async function meanwhile(scene: Scene, token: string, happens: () => Promise<void>): Promise<string> {
  const verify = crypto.subtle.verify.bind(crypto.subtle)
  const spy = vi.spyOn(crypto.subtle, 'verify').mockImplementationOnce(async (...parts) => {
    const good = await verify(...parts)
    await happens()
    return good
  })
  try {
    return await outcomeOf(scene.admit(token))
  } finally {
    spy.mockRestore()
  }
}

describe('while a signature is being checked', () => {
  test.each<readonly [string, (scene: Scene) => void, string]>([
    ['its key is revoked', (scene) => (scene.source.keys = { [ISSUER]: [next] }), 'token_key_unknown'],
    ['its audience is given up', (scene) => (scene.source.terms = { audiences: [OTHER_AUDIENCE] }), 'token_audience'],
    ['its issuer is given up', (scene) => (scene.source.keys = { [OTHER_ISSUER]: [next] }), 'token_issuer'],
    ['nothing changes', () => undefined, 'passes'],
  ])('and %s: what holds now counts', async (_, change, outcome) => {
    const scene = openGate([key, next])
    await scene.admit(await mint(next))
    scene.clock.advance(1)
    const ends = await meanwhile(scene, await mint(key), async () => {
      change(scene)
      await scene.gate.ring.adopt(scene.source.document())
    })
    expect(ends).toBe(outcome)
  })
})

test('a refresh that changes no terms while a signature is being checked has it checked once all the same', async () => {
  const scene = openGate([key])
  await scene.admit(await mint(key))
  const token = await mint(key, { sub: 'auth0|2' })
  const verify = vi.spyOn(crypto.subtle, 'verify')
  try {
    const admitted = scene.admit(token)
    scene.clock.advance(1)
    await scene.gate.ring.adopt(scene.source.document())
    await admitted
    expect(verify).toHaveBeenCalledOnce()
  } finally {
    verify.mockRestore()
  }
})

// Lets the source deny many key ids at once, and then requests one of them again.
async function deny(count: number) {
  const { clock, source, ring } = openRing()
  const background = new RecordingBackground()
  await ring.trust(background)
  clock.advance(30)
  await Promise.all(Array.from({ length: count }, (_, index) => ring.seek(ISSUER, `invented ${index}`, background)))
  clock.advance(30)
  source.answer = () => new Promise(() => undefined)
  source.calls.length = 0
  /** Whether the source is asked about this one, or it is known to be unknown. */
  return async (index: number): Promise<boolean> => {
    void ring.seek(ISSUER, `invented ${index}`, background)
    await turn()
    return source.calls.length > 0
  }
}

describe('key ids that are known to be unknown', () => {
  test('are a thousand at most: then all are forgotten, and asked for again', async () => {
    const isAsked = await deny(1_001)
    expect(await isAsked(1_000)).toBe(false)
    expect(await isAsked(999)).toBe(true)
  })

  test('are all kept up to there', async () => {
    const isAsked = await deny(1_000)
    for (const index of [0, 1, 999]) expect(await isAsked(index)).toBe(false)
    expect(await isAsked(1_000)).toBe(true)
  })
})
