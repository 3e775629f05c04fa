// The registered claims of a well-signed token: their types, the edges of time, and which of several faults decides
// (RFC 7519 §4.1, RFC 9068 §4).
import { describe, expect, test } from 'vitest'
import { CLOCK_TOLERANCE_SECONDS } from './index.ts'
import { checkClaims } from './claims.ts'
import {
  AUDIENCE,
  FakeClock,
  FakeSource,
  forge,
  GOOD_CLAIMS,
  makeKey,
  type Members,
  mint,
  openGate,
  outcomeOf,
  START_SECONDS,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const imposter = await makeKey('ours')
const trust = new FakeSource(new FakeClock(), {}).document()

function admitWith(claims: Members): Promise<string> {
  return mint(key, claims).then((token) => outcomeOf(openGate([key]).admit(token)))
}

function judgeAt(nowSeconds: number, claims: Members): Promise<string> {
  return outcomeOf(() => checkClaims({ ...GOOD_CLAIMS, ...claims }, trust, nowSeconds))
}

test.each([
  ['exp', '1800000000'],
  ['exp', null],
  ['exp', true],
  ['exp', {}],
  ['exp', [1_900_000_000]],
  ['nbf', '1800000000'],
  ['nbf', null],
  ['iat', '1800000000'],
  ['iat', []],
  ['aud', 1],
  ['aud', null],
  ['aud', { 0: AUDIENCE }],
  ['aud', [1, 2]],
  ['aud', [AUDIENCE, 1]],
  ['aud', [[AUDIENCE]]],
  ['sub', undefined],
  ['sub', 1],
  ['sub', null],
  ['sub', ''],
  ['sub', ['auth0|1']],
  ['scope', ['read:things']],
  ['scope', 1],
  ['scope', {}],
  ['permissions', 'read:things'],
  ['permissions', {}],
  ['permissions', [1]],
  ['permissions', [['read:things']]],
  ['azp', 1],
  ['org_id', {}],
  ['email', ['a@example.com']],
  ['https://claims.example/email', 1],
])('a token whose %s is %j is malformed, though well signed', async (name, value) => {
  expect(await admitWith({ [name]: value })).toBe('token_malformed')
})

test('a token that never expires is malformed', async () => {
  expect(await admitWith({ exp: undefined })).toBe('token_malformed')
})

test.each(['nbf', 'iat', 'scope', 'azp', 'permissions', 'org_id', 'email'])('a token may lack %s', async (name) => {
  expect(await admitWith({ [name]: undefined })).toBe('passes')
})

describe('numbers at the rim of what numbers can say', () => {
  test.each([
    ['exp', '1e400', 'token_malformed'],
    ['exp', '-1e400', 'token_malformed'],
    ['exp', '1e300', 'token_malformed'],
    ['exp', '9007199254740993', 'token_malformed'],
    ['exp', '9007199254740991', 'passes'],
    ['exp', '0', 'token_expired'],
    ['exp', '-0', 'token_expired'],
    ['exp', '-1', 'token_expired'],
    ['exp', '-9007199254740993', 'token_malformed'],
    ['exp', '1900000000.5', 'passes'],
    ['exp', '1.9e9', 'passes'],
    ['nbf', '1e400', 'token_malformed'],
    ['nbf', '-1', 'passes'],
    ['nbf', '9007199254740991', 'token_not_yet_valid'],
    ['iat', '-1e400', 'token_malformed'],
    ['iat', '1900000000', 'token_not_yet_valid'],
    ['iat', '0', 'passes'],
  ])('%s written as %s', async (name, digits, outcome) => {
    const payload = JSON.stringify({ ...GOOD_CLAIMS, [name]: undefined }).replace('{', `{"${name}":${digits},`)
    const token = await forge(key, { alg: 'RS256', kid: 'ours' }, payload)
    expect(await outcomeOf(openGate([key]).admit(token))).toBe(outcome)
  })

  test.each([NaN, Infinity, -Infinity])('%s is no instant, however it came in', async (value) => {
    expect(await judgeAt(START_SECONDS, { exp: value })).toBe('token_malformed')
    expect(await judgeAt(START_SECONDS, { nbf: value })).toBe('token_malformed')
    expect(await judgeAt(START_SECONDS, { iat: value })).toBe('token_malformed')
  })
})

describe('the edges of the tolerance of 5 s', () => {
  test('is 5 s', () => {
    expect(CLOCK_TOLERANCE_SECONDS).toBe(5)
  })

  test.each([
    [-1, 'passes'],
    [0, 'passes'],
    [4.999, 'passes'],
    [5, 'token_expired'],
    [5.001, 'token_expired'],
  ])('%d s after exp', async (seconds, outcome) => {
    expect(await judgeAt(START_SECONDS + seconds, { iat: undefined, exp: START_SECONDS })).toBe(outcome)
  })

  test.each(['nbf', 'iat'])('before %s', async (name) => {
    const claims = { iat: undefined, [name]: START_SECONDS }
    expect(await judgeAt(START_SECONDS - 5.001, claims)).toBe('token_not_yet_valid')
    expect(await judgeAt(START_SECONDS - 5, claims)).toBe('passes')
    expect(await judgeAt(START_SECONDS - 4.999, claims)).toBe('passes')
    expect(await judgeAt(START_SECONDS, claims)).toBe('passes')
  })

  test('a fractional exp is compared as it is', async () => {
    expect(await judgeAt(START_SECONDS + 5.4, { exp: START_SECONDS + 0.5 })).toBe('passes')
    expect(await judgeAt(START_SECONDS + 5.5, { exp: START_SECONDS + 0.5 })).toBe('token_expired')
  })

  test('a token runs out at the gate 5 s after its exp and not before, remembered or not', async () => {
    const scene = openGate([key])
    const token = await mint(key, { exp: START_SECONDS + 60 })
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    scene.clock.advance(64.999)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
    scene.clock.advance(0.001)
    expect(await outcomeOf(scene.admit(token))).toBe('token_expired')
  })

  test('a token becomes good when its nbf is 5 s away: a refusal is not remembered', async () => {
    const scene = openGate([key])
    const token = await mint(key, { nbf: START_SECONDS + 60 })
    expect(await outcomeOf(scene.admit(token))).toBe('token_not_yet_valid')
    scene.clock.advance(55)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
  })
})

describe('of several faults the first decides', () => {
  const AUDIENCE_OF_OTHERS = { aud: 'https://other.example' }
  const EXPIRED = { exp: START_SECONDS - 60 }
  const NOT_BEFORE = { nbf: START_SECONDS + 60 }
  const ISSUED_LATER = { iat: START_SECONDS + 60 }
  const ID_TOKEN = { nonce: 'n' }
  const NOBODY = { sub: undefined }
  const FAULTS: readonly (readonly [string, Members, string])[] = [
    ['audience before exp', { ...AUDIENCE_OF_OTHERS, ...EXPIRED }, 'token_audience'],
    ['audience before a missing exp', { ...AUDIENCE_OF_OTHERS, exp: undefined }, 'token_audience'],
    ['audience before nbf', { ...AUDIENCE_OF_OTHERS, ...NOT_BEFORE }, 'token_audience'],
    ['audience before iat', { ...AUDIENCE_OF_OTHERS, ...ISSUED_LATER }, 'token_audience'],
    ['exp before nbf', { ...EXPIRED, ...NOT_BEFORE }, 'token_expired'],
    ['exp before an nbf of the wrong type', { ...EXPIRED, nbf: '0' }, 'token_expired'],
    ['exp before iat', { ...EXPIRED, ...ISSUED_LATER }, 'token_expired'],
    ['exp before the id token', { ...EXPIRED, ...ID_TOKEN }, 'token_expired'],
    ['nbf before the id token', { ...NOT_BEFORE, ...ID_TOKEN }, 'token_not_yet_valid'],
    ['iat before the id token', { ...ISSUED_LATER, ...ID_TOKEN }, 'token_not_yet_valid'],
    ['the id token before the subject', { ...ID_TOKEN, ...NOBODY }, 'token_not_access'],
    ['the id token before its binding', { ...ID_TOKEN, cnf: {} }, 'token_not_access'],
    ['the name of an id token before its audience', { ...AUDIENCE_OF_OTHERS, ...ID_TOKEN }, 'token_not_access'],
    [
      'the name of an id token before its exp, if not for us',
      { ...AUDIENCE_OF_OTHERS, ...ID_TOKEN, ...EXPIRED },
      'token_not_access',
    ],
    ['all of them', { ...AUDIENCE_OF_OTHERS, ...EXPIRED, ...NOT_BEFORE, ...ISSUED_LATER, ...NOBODY }, 'token_audience'],
  ]

  test.each(FAULTS)('%s', async (_, claims, outcome) => {
    expect(await admitWith(claims)).toBe(outcome)
  })

  test.each(FAULTS)('and the signature comes before %s', async (_, claims) => {
    const forged = await mint(imposter, claims)
    expect(await outcomeOf(openGate([key]).admit(forged))).toBe('token_signature')
  })

  test.each<readonly [string, Members, Members, string]>([
    ['algorithm before issuer', { alg: 'RS512' }, { iss: 'https://other.example/' }, 'token_algorithm'],
    ['type before key', { typ: 'logout+jwt', kid: 'unknown' }, {}, 'token_not_access'],
    ['issuer before key', { kid: 'unknown' }, { iss: 'https://other.example/' }, 'token_issuer'],
    ['issuer before signature', {}, { iss: 'https://other.example/' }, 'token_issuer'],
    ['key before signature', { kid: 'unknown' }, {}, 'token_key_unknown'],
    ['key before claims', { kid: 'unknown' }, EXPIRED, 'token_key_unknown'],
  ])('of a forged token: %s', async (_, header, claims, outcome) => {
    expect(await outcomeOf(openGate([key]).admit(await mint(imposter, claims, header)))).toBe(outcome)
  })
})
