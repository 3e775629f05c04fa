// Tests the header of a token: its accepted values (algorithm, type, key id) and the members that are never used (locations of keys), RFC
// 8725 §3.1, §3.10, §3.11.
import { expect, test, vi } from 'vitest'
import { forgeHmac, pemOf } from '../testing/access/forgers.ts'
import {
  forge,
  GOOD_CLAIMS,
  makeKey,
  type Members,
  mint,
  openGate,
  outcomeOf,
  type SigningKey,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const attacker = await makeKey('ours')

function admitWith(header: Members, signer: SigningKey = key): Promise<string> {
  return mint(signer, {}, header).then((token) => outcomeOf(openGate([key]).admit(token)))
}

test.each(['RS256', 'PS256'])('a token signed with %s passes', async (alg) => {
  expect(await admitWith({ alg })).toBe('passes')
})

test('a signature made for one algorithm is none for the other, though the key is the same', async () => {
  const { admit } = openGate([key])
  const header = { kid: 'ours' }
  expect(await outcomeOf(admit(await forge(key, { ...header, alg: 'PS256' }, GOOD_CLAIMS, 'RS256')))).toBe(
    'token_signature',
  )
  expect(await outcomeOf(admit(await forge(key, { ...header, alg: 'RS256' }, GOOD_CLAIMS, 'PS256')))).toBe(
    'token_signature',
  )
})

test('an algorithm that the tenant has dropped is refused', async () => {
  const { admit, source } = openGate([key])
  source.terms = { algorithms: ['PS256'] }
  expect(await outcomeOf(admit(await mint(key)))).toBe('token_algorithm')
  expect(await outcomeOf(admit(await mint(key, {}, { alg: 'PS256' })))).toBe('passes')
})

test.each(['none', 'None', 'NONE', 'nOnE', ''])('an unsigned token with alg "%s" is refused', async (alg) => {
  const { admit } = openGate([key])
  const signed = await mint(key, {}, { alg })
  const unsigned = signed.slice(0, signed.lastIndexOf('.') + 1)
  for (const token of [signed, unsigned, unsigned.slice(0, -1)]) {
    expect(await outcomeOf(admit(token))).toMatch(/^token_(algorithm|malformed)$/)
  }
  expect(await outcomeOf(admit(signed))).toBe('token_algorithm')
  expect(await outcomeOf(admit(unsigned))).toBe('token_algorithm')
})

test.each([
  ['PEM', await pemOf(key)],
  ['PEM without its last line feed', (await pemOf(key)).trimEnd()],
  ['JWK', JSON.stringify(key.publicKey)],
  ['modulus', key.publicKey.n],
])('a token signed by HMAC with the public key as the secret (%s) is refused', async (_, secret) => {
  expect(await outcomeOf(openGate([key]).admit(await forgeHmac(256, secret)))).toBe('token_algorithm')
})

test.each([
  'RS384',
  'RS512',
  'PS384',
  'PS512',
  'ES256',
  'EdDSA',
  'HS256',
  'rs256',
  'RS256 ',
  'ЅR256',
  '__proto__',
  'toString',
])('alg "%s" is refused', async (alg) => {
  expect(await admitWith({ alg })).toBe('token_algorithm')
})

test.each([
  ['missing', undefined],
  ['a number', 256],
  ['an array', ['RS256']],
  ['null', null],
  ['an object', { name: 'RS256' }],
])('an alg that is %s is malformed', async (_, alg) => {
  expect(await admitWith({ alg })).toBe('token_malformed')
})

test.each([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+jwt'])(
  'typ %s is one of an access token',
  async (typ) => {
    expect(await admitWith({ typ })).toBe('passes')
  },
)

test.each(['dpop+jwt', 'logout+jwt', 'id+jwt', 'secevent+jwt', 'JWE', '', ' JWT', 'application/id+jwt', 'at+jwt;x'])(
  'a token of type "%s" is no access token, good signature or not',
  async (typ) => {
    expect(await admitWith({ typ })).toBe('token_not_access')
  },
)

test.each([1, null, ['JWT'], { typ: 'JWT' }, true])('a typ that is no text (%j) is malformed', async (typ) => {
  expect(await admitWith({ typ })).toBe('token_malformed')
})

test.each([
  ['crit with an unknown extension', { crit: ['exp'], exp: 1 }],
  ['crit with a known one', { crit: ['b64'], b64: true }],
  ['empty crit', { crit: [] }],
  ['crit that is null', { crit: null }],
  ['an unencoded payload', { b64: false }],
  ['b64 with its default', { b64: true }],
])('%s is refused: no extension is understood here', async (_, header) => {
  expect(await admitWith(header)).toBe('token_malformed')
})

const EMBEDDED = { ...attacker.publicKey, alg: 'RS256', use: 'sig' }
const KEY_SOURCES: readonly (readonly [string, Members])[] = [
  ['jwk', { jwk: EMBEDDED }],
  ['jku', { jku: 'https://attacker.example/jwks.json' }],
  ['x5u', { x5u: 'https://attacker.example/certificate.pem' }],
  ['x5c', { x5c: ['MIIB'], x5t: 'AAAA', 'x5t#S256': 'AAAA' }],
  ['all of them', { jwk: EMBEDDED, jku: 'https://attacker.example/', x5u: 'https://attacker.example/', x5c: ['MIIB'] }],
]

test.each(KEY_SOURCES)(
  '%s in the header brings no key: the attacker is refused and nothing is fetched',
  async (_, header) => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    expect(await admitWith(header, attacker)).toBe('token_signature')
    expect(await admitWith({ ...header, kid: 'theirs' }, attacker)).toBe('token_key_unknown')
    expect(await admitWith({ ...header, kid: undefined }, attacker)).toBe('token_key_unknown')
    expect(fetched).not.toHaveBeenCalled()
    fetched.mockRestore()
  },
)

test.each(KEY_SOURCES)('%s in the header of a good token is not read', async (_, header) => {
  expect(await admitWith(header)).toBe('passes')
})

test.each([
  ['missing', undefined, 'token_key_unknown'],
  ['a number', 1, 'token_malformed'],
  ['null', null, 'token_malformed'],
  ['an array', ['ours'], 'token_malformed'],
  ['empty', '', 'token_malformed'],
  ['a path', '../../dev/null', 'token_key_unknown'],
  ['SQL', "' UNION SELECT 'secret' --", 'token_key_unknown'],
  ['__proto__', '__proto__', 'token_key_unknown'],
  ['constructor', 'constructor', 'token_key_unknown'],
  ['toString', 'toString', 'token_key_unknown'],
  ['in other case', 'OURS', 'token_key_unknown'],
  ['ours and a NUL', 'ours\0', 'token_key_unknown'],
  ['ours and a space', 'ours ', 'token_key_unknown'],
  ['256 characters long', 'k'.repeat(256), 'token_key_unknown'],
  ['257 characters long', 'k'.repeat(257), 'token_malformed'],
  ['10 KiB long', 'k'.repeat(10_240), 'token_malformed'],
])('a kid that is %s finds no key', async (_, kid, outcome) => {
  expect(await admitWith({ kid })).toBe(outcome)
})

test.each([
  ['a malformed token', 'q83v.Zm9v.YmFy'],
  ['an algorithm of no use', await mint(key, {}, { alg: 'none' })],
  ['a kid of 10 KiB', await mint(key, {}, { kid: 'k'.repeat(10_240) })],
])('%s costs the source no call', async (_, token) => {
  const { admit, source } = openGate([key])
  await outcomeOf(admit(token))
  expect(source.calls).toEqual([])
})
