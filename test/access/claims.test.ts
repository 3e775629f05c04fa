// The registered claims of a well-signed token: their types, and the edges of time.
import { describe, expect, test } from 'vitest'
import { CLOCK_TOLERANCE_SECONDS } from '#access'
import { judgeClaims } from '../../src/access/claims.ts'
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
} from './support.ts'

const key = await makeKey('ours')
const trust = new FakeSource(new FakeClock(), {}).document()

function admitWith(claims: Members): Promise<string> {
  return mint(key, claims).then((token) => outcomeOf(openGate([key]).admit(token)))
}

function judgeAt(nowSeconds: number, claims: Members): Promise<string> {
  return outcomeOf(() => judgeClaims({ ...GOOD_CLAIMS, ...claims }, trust, nowSeconds))
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
