// Tests which tokens a revocation refuses, at a gate with real tokens.
import { describe, expect, test } from 'vitest'
import {
  CLOCK_TOLERANCE_SECONDS,
  Gate,
  guest,
  memberName,
  type Policy,
  type Revocation,
  Revocations,
  scopes,
} from './index.ts'
import {
  CLIENT_ID,
  type Members,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  PLAIN,
  refusalOf,
  requestWith,
  START_SECONDS,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const NOW = START_SECONDS
const BEFORE = { iat: NOW - 60 }

function revocation(kind: Revocation['kind'], name: string, issuedBefore = NOW): Revocation {
  return { kind, name, issuedBefore, endsAt: NOW + 86_400 }
}

function opened() {
  const scene = openGate([key])
  const revocations = new Revocations()
  const observer = { adopted: () => undefined, failed: () => undefined }
  const gate = new Gate({ source: scene.source, clock: scene.clock, observer, binding: PLAIN, revocations })
  const admit = (token: string, policy: Policy = guest) =>
    gate.admit(policy, requestWith(`Bearer ${token}`), scene.background)
  return { ...scene, gate, revocations, outcome: (token: string) => outcomeOf(admit(token)), admit }
}

const MEMBER = { org_id: 'org_1', ...BEFORE }
const CASES: readonly (readonly [string, Revocation, Members, Members])[] = [
  ['a subject', revocation('subject', 'auth0|1'), BEFORE, { sub: 'auth0|2', ...BEFORE }],
  ['a client', revocation('client', CLIENT_ID), BEFORE, { azp: 'another', ...BEFORE }],
  ['a session', revocation('session', 's1'), { sid: 's1', ...BEFORE }, { sid: 's2', ...BEFORE }],
  ['an organization', revocation('organization', 'org_1'), MEMBER, { org_id: 'org_2', ...BEFORE }],
  ['a member', revocation('member', memberName('org_1', 'auth0|1')), MEMBER, { org_id: 'org_2', ...BEFORE }],
  ['everyone', revocation('all', ''), BEFORE, { iat: NOW + CLOCK_TOLERANCE_SECONDS }],
]

describe('a revocation', () => {
  test.each(CASES)(
    'of %s refuses a token that was issued before, also a remembered one',
    async (_kind, one, claims) => {
      const { revocations, outcome } = opened()
      const token = await mint(key, claims)
      expect(await outcome(token)).toBe('passes')
      revocations.add([one])
      expect(await outcome(token)).toBe('token_revoked')
      expect(await outcome(await mint(key, { ...claims, scope: 'another' }))).toBe('token_revoked')
      revocations.remove(one)
      expect(await outcome(token)).toBe('passes')
    },
  )

  test.each(CASES)('of %s refuses no other token', async (_kind, one, _claims, others) => {
    const { revocations, outcome } = opened()
    revocations.add([one])
    expect(await outcome(await mint(key, others))).toBe('passes')
  })

  test.each([
    ['within the tolerance of clocks', CLOCK_TOLERANCE_SECONDS - 1, 'token_revoked'],
    ['after the tolerance of clocks', CLOCK_TOLERANCE_SECONDS, 'passes'],
  ])('treats a token that is issued %s as it must', async (_when, seconds, expected) => {
    const { revocations, outcome } = opened()
    revocations.add([revocation('subject', 'auth0|1')])
    expect(await outcome(await mint(key, { iat: NOW + seconds }))).toBe(expected)
  })

  test('refuses a token that does not say when it was issued', async () => {
    const { revocations, outcome } = opened()
    revocations.add([revocation('subject', 'auth0|1')])
    expect(await outcome(await mint(key, { iat: undefined }))).toBe('token_revoked')
  })

  test('lets a guest without a token pass', async () => {
    const { revocations, gate, background } = opened()
    revocations.add([revocation('all', '')])
    expect(await outcomeOf(gate.admit(guest, requestWith(null), background))).toBe('passes')
  })

  test('is not lost when an older one arrives later, and ends with the tokens that it is about', async () => {
    const { revocations, outcome } = opened()
    revocations.add([revocation('subject', 'auth0|1'), revocation('subject', 'auth0|1', NOW - 3600)])
    const token = await mint(key, BEFORE)
    revocations.prune(NOW + 86_399)
    expect(await outcome(token)).toBe('token_revoked')
    revocations.prune(NOW + 86_400)
    expect(await outcome(token)).toBe('passes')
    expect(revocations.size).toBe(0)
  })

  test('says nothing of scopes in its refusal, because a new token may lack none', async () => {
    const { revocations, admit } = opened()
    revocations.add([revocation('all', '')])
    const refusal = await refusalOf(admit(await mint(key, BEFORE)))
    expect(refusal?.facts.scope).toBeUndefined()
  })

  test('refuses a remembered token as it refuses a new one: with the scopes to ask for, where the route demands some', async () => {
    const { revocations, admit } = opened()
    const token = await mint(key, BEFORE)
    await admit(token)
    revocations.add([revocation('all', '')])
    for (const refused of [token, await mint(key, { ...BEFORE, sub: 'auth0|2' })]) {
      const refusal = await refusalOf(admit(refused, scopes('read:things')))
      expect(refusal).toMatchObject({ code: 'token_revoked', facts: { scope: ['read:things'] } })
    }
  })
})

describe('of two revocations for the same tokens', () => {
  const early = { ...revocation('all', '', NOW), endsAt: NOW + 100 }
  const late = { ...revocation('all', '', NOW + 60), endsAt: NOW + 100 }
  const long = { ...early, endsAt: NOW + 200 }

  test.each([
    ['the one of the later time counts', [early, late], NOW + 60, NOW + 100],
    ['the one of the later time counts, also when it arrived first', [late, early], NOW + 60, NOW + 100],
    ['the one of the later time counts, also when the other one ends later', [late, long], NOW + 60, NOW + 100],
    ['the one that ends later counts when they have the same time', [early, long], NOW, NOW + 200],
    ['the one that ends later counts, also when it arrived first', [long, early], NOW, NOW + 200],
  ] as const)('%s', (_, both, issuedBefore, endsAt) => {
    const revocations = new Revocations()
    const covers = (issuedAt: number) =>
      revocations.revokesCredential({ subject: 'auth0|1', clientId: null, organization: null, sid: null, issuedAt })
    for (const one of both) revocations.add([one])
    expect(revocations.size).toBe(1)
    expect(covers(issuedBefore + CLOCK_TOLERANCE_SECONDS - 1)).toBe(true)
    expect(covers(issuedBefore + CLOCK_TOLERANCE_SECONDS)).toBe(false)
    revocations.prune(endsAt - 1)
    expect(revocations.size).toBe(1)
    revocations.prune(endsAt)
    expect(revocations.size).toBe(0)
  })
})

test('what is taken back and was never there takes no other revocation with it', async () => {
  const { revocations, outcome } = opened()
  revocations.add([revocation('subject', 'auth0|1')])
  revocations.remove({ kind: 'subject', name: 'auth0|2' })
  revocations.remove({ kind: 'client', name: 'auth0|1' })
  expect(revocations.size).toBe(1)
  expect(await outcome(await mint(key, BEFORE))).toBe('token_revoked')
})

test('an isolate counts its revocations by what they name', () => {
  const revocations = new Revocations()
  revocations.add([revocation('subject', 'a'), revocation('subject', 'b'), revocation('all', '')])
  expect(revocations.inspect()).toEqual({ subject: 2, client: 0, session: 0, organization: 0, member: 0, all: 1 })
})
