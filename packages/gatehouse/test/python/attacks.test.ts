// Tries the Python module with the known attacks on access tokens, and compares it with this library: what one refuses, the other refuses
// with the same code. One Python process judges all of them.
import { expect, test } from 'vitest'
import { parseKeySet } from '../../src/access/index.ts'
import { ATTACKS, good, key } from '../../src/testing/access/attacks.ts'
import {
  AUDIENCE,
  CLIENT_ID,
  encode,
  forge,
  GOOD_CLAIMS,
  ISSUER,
  type Members,
  mint,
  NAMESPACE,
  openGate,
  outcomeOf,
  requestWith,
  START_SECONDS,
} from '../../src/testing/access/support.ts'
import { scopes } from '../../src/access/policy.ts'
import { findInterpreter, runPython } from './interpreter.ts'

const python = findInterpreter(
  ['jwt', 'fastapi', 'httpx', 'flask', 'django'],
  ['python3-jwt', 'python3-fastapi', 'python3-httpx', 'python3-flask', 'python3-django'],
)
const SCOPE = 'read:things'
const JWK: Members = { ...key.publicKey, use: 'sig', alg: 'RS256' }

const HEADERS: readonly Members[] = [
  ...['PS256', 'RS384', 'ES256', 'rs256', 'RS256 ', '__proto__', 256, ['RS256'], null, undefined].map((alg) => ({
    alg,
  })),
  ...['at+jwt', 'AT+JWT', 'application/at+jwt', 'id+jwt', '', ' JWT', 'at+jwt;x', 1, null, ['JWT'], undefined].map(
    (typ) => ({ typ }),
  ),
  { crit: [] },
  { crit: null },
  { crit: ['b64'], b64: true },
  { b64: true },
  ...[
    '',
    'OURS',
    'ours ',
    'ours\0',
    '../../dev/null',
    'k'.repeat(256),
    'k'.repeat(257),
    1,
    null,
    ['ours'],
    undefined,
  ].map((kid) => ({ kid })),
]

const CLAIMS: readonly Members[] = [
  ...['1800000000', null, true, {}, [1_900_000_000], undefined, 0, -1].map((exp) => ({ exp })),
  ...[START_SECONDS, START_SECONDS - 4.999, START_SECONDS - 5, START_SECONDS - 5.001].map((exp) => ({ exp })),
  ...[START_SECONDS + 5, START_SECONDS + 5.001, '1800000000', null, true, -1].flatMap((at) => [
    { nbf: at },
    { iat: at },
  ]),
  ...[1, null, {}, [], [1], [AUDIENCE], [AUDIENCE, 1], [[AUDIENCE]], 'x', [AUDIENCE, 'x'], undefined].map((aud) => ({
    aud,
  })),
  ...[1, null, '', ['auth0|1'], undefined].map((sub) => ({ sub })),
  ...[1, null, {}, [SCOPE], SCOPE.toUpperCase(), `${SCOPE}x`, ` ${SCOPE}  x`, undefined].map((scope) => ({ scope })),
  ...['x', {}, [1], [['x']], null, [], ['x']].map((permissions) => ({ permissions })),
  ...['azp', 'client_id', 'org_id', 'email', `${NAMESPACE}/email`].flatMap((name) =>
    [1, {}, ['x'], null, 'x'].map((value) => ({ [name]: value })),
  ),
  ...[ISSUER.slice(0, -1), `${ISSUER} `, ISSUER.toUpperCase(), [ISSUER], null, undefined].map((iss) => ({ iss })),
  { nonce: null },
  { at_hash: 'x' },
  { aud: [AUDIENCE, CLIENT_ID] },
  { nonce: 'x', exp: 1 },
  { cnf: { jkt: 'A'.repeat(43) } },
  { cnf: { 'x5t#S256': 'A'.repeat(43) } },
]

const NUMBERS = [
  '1e400',
  '-1e400',
  '1e300',
  '9007199254740993',
  '9007199254740991',
  '-0',
  '1900000000.5',
  '1.9e9',
  'NaN',
]
const PAYLOADS = [
  ...NUMBERS.map((digits) => JSON.stringify({ ...GOOD_CLAIMS, exp: undefined }).replace('{', `{"exp":${digits},`)),
  '[1]',
  'null',
  '"text"',
  '1',
  '{"alg":',
  '{}{}',
  '{}//',
  ' ',
  '\uFEFF{}',
  '['.repeat(6_000),
]

const CREDENTIALS: readonly (string | null)[] = [
  null,
  '',
  'Basic dXNlcjpwYXNz',
  'Bearer',
  'Bearer ',
  `bearer ${good}`,
  `BEARER   ${good}`,
  `Bearer\t${good}`,
  `Bearer ${good},`,
  `Bearer ${good}, Bearer ${good}`,
  `Basic x, Bearer ${good}`,
  `Bearerx ${good}`,
  `Token ${good}`,
  `Bearer ${good} x`,
  `Bearer ${good}\u00E9`,
  `Bearer ${'a'.repeat(16_384)}`,
  `Bearer ${'a'.repeat(16_385)}`,
]

const MODULI = [512, 1024, 2047, 2048, 4096, 8192, 8193].map((bits) => {
  const bytes = new Uint8Array(Math.ceil(bits / 8)).fill(255)
  bytes[0] = 2 ** (((bits - 1) % 8) + 1) - 1
  return encode(bytes)
})
const KEYS: readonly unknown[] = [
  JWK,
  null,
  'key',
  [JWK],
  {},
  ...['RS384', 'PS256', 'none', '', 1, null, undefined].map((alg) => ({ ...JWK, alg })),
  ...['enc', null, ['sig'], undefined].map((use) => ({ ...JWK, use })),
  ...[[], ['verify'], ['sign'], 'verify', null].map((key_ops) => ({ ...JWK, key_ops })),
  ...['rsa', 'EC', 'oct', null, undefined].map((kty) => ({ ...JWK, kty })),
  ...['', 1, null, 'k'.repeat(256), 'k'.repeat(257), '__proto__', undefined].map((kid) => ({ ...JWK, kid })),
  ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map((name) => ({ ...JWK, [name]: null })),
  ...[...MODULI, '', '+/AA', `${key.publicKey.n}==`, 65_537, null, undefined].map((n) => ({ ...JWK, n })),
  ...['Aw', 'AQ', 'Ag', 'AA', '', 'AQAA', 'AQAAAQ', 'AQAAAAE', 'AAAAAAE', 65_537, undefined].map((e) => ({
    ...JWK,
    e,
  })),
]
const KEY_SETS = [
  ...KEYS.map((entry) => JSON.stringify({ keys: [entry, { ...JWK, kid: 'beside' }] })),
  '',
  '{"keys":',
  'null',
  '[]',
  '{}',
  '{"keys":{}}',
  '{"keys":null}',
  '{"keys":[]}',
  '<!doctype html>',
]

/** The good token with one character changed, at places all over it. */
function* changedTokens(): Generator<string> {
  for (let at = 0; at < good.length; at += 7)
    for (const character of ['A', '_', '.', '='])
      if (good[at] !== character) yield good.slice(0, at) + character + good.slice(at + 1)
}

async function headersToJudge(): Promise<(string | null)[]> {
  const variants = await Promise.all([
    ...HEADERS.map((header) => mint(key, {}, header)),
    ...CLAIMS.map((claims) => mint(key, claims)),
    ...PAYLOADS.map((payload) => forge(key, { alg: 'RS256', kid: 'ours' }, payload)),
    ...PAYLOADS.map((header) => forge(key, header, GOOD_CLAIMS)),
  ])
  return [...CREDENTIALS, ...[...variants, ...changedTokens()].map((token) => `Bearer ${token}`)]
}

interface Verdicts {
  readonly outcomes: readonly string[]
  readonly key_ids: readonly (readonly string[] | null)[]
}

/** Has Python judge these Authorization headers and the key sets. */
function judge(command: string, authorizations: readonly (string | null)[]): Verdicts {
  const order = {
    domain: new URL(ISSUER).host,
    audience: AUDIENCE,
    claim_namespace: NAMESPACE,
    client_id: CLIENT_ID,
    jwks: JSON.stringify({ keys: [JWK] }),
    now: START_SECONDS,
    scopes: [SCOPE],
    authorizations,
    key_sets: KEY_SETS,
  }
  return JSON.parse(runPython(command, ['python/tests/judge.py'], JSON.stringify(order))) as Verdicts
}

function keyIdsOf(text: string): readonly string[] | null {
  try {
    return parseKeySet(text).keys.map(({ kid }) => kid)
  } catch {
    return null
  }
}

test('Python answers every known attack as this library does', async ({ skip }) => {
  if ('missing' in python) {
    skip(python.missing)
    return
  }
  const tokens = await Promise.all(ATTACKS.map(async ({ token }) => await token))
  const variants = await headersToJudge()
  const { outcomes, key_ids: keyIds } = judge(python.command, [
    ...tokens.map((token) => `Bearer ${token}`),
    ...variants,
  ])

  const attacks = ATTACKS.map(({ attack, outcome }, index) => ({ attack, outcome, python: outcomes[index] }))
  expect(attacks).toEqual(ATTACKS.map(({ attack, outcome }) => ({ attack, outcome, python: outcome })))

  const scene = openGate([key])
  const ours = await Promise.all(
    variants.map((header) => outcomeOf(scene.gate.admit(scopes(SCOPE), requestWith(header), scene.background))),
  )
  const theirs = outcomes.slice(tokens.length)
  expect(variants.map((header, index) => [header, theirs[index]])).toEqual(
    variants.map((header, index) => [header, ours[index]]),
  )
  expect(new Set(ours).size).toBeGreaterThan(12)

  expect(KEY_SETS.map((text, index) => [text, keyIds[index]])).toEqual(KEY_SETS.map((text) => [text, keyIdsOf(text)]))
})

test('the tests of the Python module pass', ({ skip }) => {
  if ('missing' in python) {
    skip(python.missing)
    return
  }
  expect(() => runPython(python.command, ['-m', 'unittest', 'discover', '-s', 'python/tests'])).not.toThrow()
})
