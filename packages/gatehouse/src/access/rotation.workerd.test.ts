// Tests changing keys: planned and emergency rotation, older documents, and terms of trust that change.
import { describe, expect, test } from 'vitest'
import { type TrustDocument } from './index.ts'
import {
  CLIENT_ID,
  HARD_AGE_SECONDS,
  ISSUER,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  type Scene,
  SOFT_AGE_SECONDS,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const next = await makeKey('next')
const imposter = await makeKey('ours')
const token = await mint(key)
const nextToken = await mint(next)

async function warm(...keys: readonly (typeof key)[]): Promise<Scene> {
  const scene = openGate(keys)
  await scene.admit(token)
  return scene
}

async function refresh(scene: Scene): Promise<void> {
  await scene.gate.ring.adopt(scene.source.document())
}

describe('a planned rotation', () => {
  test('needs no call: the next key is listed in advance', async () => {
    const scene = await warm(key, next)
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    expect(scene.source.calls).toEqual(['trust'])
  })

  test('lets the tokens of the previous key pass while it is listed, remembered as they are', async () => {
    const scene = await warm(key)
    scene.source.keys = { [ISSUER]: [next, key] }
    scene.clock.advance(60)
    await refresh(scene)
    expect(await scene.admit(token)).toMatchObject({ remembered: true })
  })

  test('is reported: which keys are new and which are gone', async () => {
    const scene = await warm(key)
    scene.source.keys = { [ISSUER]: [next] }
    scene.clock.advance(60)
    await refresh(scene)
    expect(scene.changes).toEqual([
      { issuer: ISSUER, added: ['ours'], gone: [] },
      { issuer: ISSUER, added: ['next'], gone: ['ours'] },
    ])
  })
})

describe('an emergency rotation', () => {
  test('stops the tokens of the revoked key once a refresh brought the new set, remembered ones too', async () => {
    const scene = await warm(key)
    expect((await scene.admit(token)).remembered).toBe(true)
    scene.source.keys = { [ISSUER]: [next] }
    scene.clock.advance(60)
    await refresh(scene)
    expect(await outcomeOf(scene.admit(token))).toBe('token_key_unknown')
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
  })

  test('takes effect at the soft age without any action', async () => {
    const scene = await warm(key)
    scene.source.keys = { [ISSUER]: [next] }
    scene.clock.advance(SOFT_AGE_SECONDS)
    await outcomeOf(scene.admit(token))
    await scene.background.finished()
    expect(await outcomeOf(scene.admit(token))).toBe('token_key_unknown')
  })

  test('is noticed by the first token of the new key', async () => {
    const scene = await warm(key)
    scene.source.keys = { [ISSUER]: [next] }
    scene.clock.advance(30)
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
    expect(await outcomeOf(scene.admit(token))).toBe('token_key_unknown')
  })

  test('under the same key id stops the old key’s tokens, remembered ones too', async () => {
    const scene = await warm(key)
    scene.source.keys = { [ISSUER]: [imposter] }
    scene.clock.advance(60)
    await refresh(scene)
    expect(await outcomeOf(scene.admit(token))).toBe('token_signature')
    expect(await outcomeOf(scene.admit(await mint(imposter)))).toBe('passes')
  })

  test('under the same key id stops a remembered token that has to wait for the new keys', async () => {
    const scene = await warm(key)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    scene.source.keys = { [ISSUER]: [imposter] }
    scene.clock.advance(HARD_AGE_SECONDS)
    expect(await outcomeOf(scene.admit(token))).toBe('token_signature')
  })

  test('that happens while a token is being verified is not outlived by it', async () => {
    const scene = openGate([key])
    await refresh(scene)
    const verdict = outcomeOf(scene.admit(token))
    scene.source.keys = { [ISSUER]: [next] }
    scene.clock.advance(60)
    await refresh(scene)
    await verdict
    expect(await outcomeOf(scene.admit(token))).toBe('token_key_unknown')
  })
})

describe('an older document never replaces a newer one', () => {
  test.each([
    ['older by a second', 61],
    ['as old', 60],
  ])('%s', async (_, agoSeconds) => {
    const scene = await warm(key)
    const revoked = scene.source.document()
    scene.source.keys = { [ISSUER]: [next] }
    scene.clock.advance(60)
    await refresh(scene)
    const fetchedAt = scene.clock.now() / 1000 + 60 - agoSeconds
    const stale = { ...revoked, keySets: revoked.keySets.map((set) => ({ ...set, fetchedAt })) }
    await scene.gate.ring.adopt(stale)
    expect(await outcomeOf(scene.admit(token))).toBe('token_key_unknown')
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
  })

  test('not even when both come at the same time and the older one’s keys take longer to import', async () => {
    const scene = openGate([next])
    await refresh(scene)
    scene.clock.advance(60)
    scene.source.keys = { [ISSUER]: [next, key, { ...key, publicKey: { ...key.publicKey, kid: 'third' } }] }
    const older = scene.source.document(1)
    scene.source.keys = { [ISSUER]: [next] }
    await Promise.all([scene.gate.ring.adopt(older), scene.gate.ring.adopt(scene.source.document())])
    expect(await outcomeOf(scene.admit(token))).toBe('token_key_unknown')
  })

  test('a document without an issuer’s keys leaves those in hand', async () => {
    const scene = await warm(key)
    scene.clock.advance(60)
    await scene.gate.ring.adopt({ ...scene.source.document(), keySets: [] })
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    expect(await outcomeOf(scene.admit(await mint(key, { sub: 'auth0|2' })))).toBe('passes')
  })
})

describe('terms that change make every remembered token be judged anew', () => {
  const AUDIENCE_MOVED: Partial<TrustDocument> = { audiences: ['https://new.example'] }

  test.each([
    ['the audience was removed', AUDIENCE_MOVED, 'token_audience'],
    ['the issuer was removed', { issuers: ['https://login.example/'] }, 'token_issuer'],
    ['the algorithm was removed', { algorithms: ['PS256'] as const }, 'token_algorithm'],
    ['the audience turned out to be a client', { clientId: 'https://api.example' }, 'token_not_access'],
  ])('%s', async (_, terms, outcome) => {
    const scene = await warm(key)
    scene.source.terms = terms
    scene.clock.advance(60)
    await refresh(scene)
    expect(await outcomeOf(scene.admit(token))).toBe(outcome)
    expect(await outcomeOf(scene.admit(token))).toBe(outcome)
  })

  test('the namespace of claims has moved: the email is read anew', async () => {
    const scene = openGate([key])
    const withEmail = await mint(key, { 'https://new.example/email': 'new@example.com' })
    expect((await scene.admit(withEmail)).principal.email).toBeNull()
    scene.source.terms = { claimNamespace: 'https://new.example' }
    scene.clock.advance(60)
    await refresh(scene)
    expect((await scene.admit(withEmail)).principal.email).toBe('new@example.com')
  })

  test('and the same terms again let remembered tokens be', async () => {
    const scene = await warm(key)
    scene.source.terms = { clientId: CLIENT_ID }
    scene.clock.advance(60)
    await refresh(scene)
    expect((await scene.admit(token)).remembered).toBe(true)
  })

  test('a token that was waiting for its key meanwhile is not remembered by the old terms', async () => {
    const scene = await warm(key)
    scene.source.keys = { [ISSUER]: [key, next] }
    scene.source.terms = AUDIENCE_MOVED
    scene.clock.advance(60)
    await outcomeOf(scene.admit(nextToken))
    expect(scene.source.calls).toEqual(['trust', `refresh ${ISSUER} next`])
    expect(await outcomeOf(scene.admit(nextToken))).toBe('token_audience')
  })

  test('a token whose signature was being checked meanwhile is not remembered by the old terms', async () => {
    const scene = openGate([key])
    await refresh(scene)
    const verdict = outcomeOf(scene.admit(token))
    scene.source.terms = AUDIENCE_MOVED
    await refresh(scene)
    await verdict
    expect(await outcomeOf(scene.admit(token))).toBe('token_audience')
  })

  test('an algorithm that is added can be used by the keys in hand', async () => {
    const scene = openGate([key])
    scene.source.terms = { algorithms: ['RS256'] }
    const probabilistic = await mint(key, {}, { alg: 'PS256' })
    expect(await outcomeOf(scene.admit(probabilistic))).toBe('token_algorithm')
    scene.source.terms = {}
    scene.clock.advance(60)
    await refresh(scene)
    expect(await outcomeOf(scene.admit(probabilistic))).toBe('passes')
  })
})
