// Tests DPoP proofs, row by row: the checks of RFC 9449 §4.3, and the attacks of §11 that they prevent.
import { calculateJwkThumbprint, type JWK, SignJWT } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import { type AccessProblemCode, Gate, signedIn } from './index.ts'
import { type Client, makeClient, openBoundGate, proofClaims, URL_OF_REQUEST } from '../testing/access/proofs.ts'
import { encode, makeKey, type Members, mint, openGate, outcomeOf, START_SECONDS } from '../testing/access/support.ts'

const key = await makeKey('ours')
const client = await makeClient()
const other = await makeClient()
const token = await mint(key, { cnf: { jkt: client.thumbprint } })
const [header = '', payload = '', signature = ''] = (await client.prove(token)).split('.')

type Row = readonly [string, string, Members, 'passes' | AccessProblemCode]

const SECRET = new Uint8Array(32).fill(7)
const OCT: JWK = { kty: 'oct', k: encode(SECRET) }

// HS256 with the secret, and the JWK that the case is about.
async function symmetric(jwk: JWK, boundToken = token): Promise<string> {
  const claims = await proofClaims(boundToken)
  return await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk }).sign(SECRET)
}

const htu = (value: unknown): Members => ({ htu: value })
const ago = (seconds: number): Members => ({ iat: START_SECONDS - seconds })

const CLAIMS: readonly Row[] = [
  ['RFC 9449 §4.3 (3)', 'without a jti', { jti: undefined }, 'proof_invalid'],
  ['RFC 9449 §4.3 (3)', 'without an htm', { htm: undefined }, 'proof_invalid'],
  ['RFC 9449 §4.3 (3)', 'without an htu', htu(undefined), 'proof_invalid'],
  ['RFC 9449 §4.3 (3)', 'without an iat', { iat: undefined }, 'proof_invalid'],
  ['RFC 9449 §4.3 (3)', 'with an empty jti', { jti: '' }, 'proof_invalid'],
  ['RFC 9449 §4.3 (3)', 'with a jti that is a number', { jti: 1 }, 'proof_invalid'],
  ['RFC 9449 §4.3 (8)', 'with the method in small letters', { htm: 'get' }, 'proof_invalid'],
  ['RFC 9449 §4.3 (8)', 'for another method', { htm: 'POST' }, 'proof_invalid'],
  ['RFC 9449 §4.3 (9)', 'with a query', htu(`${URL_OF_REQUEST}?page=3`), 'passes'],
  ['RFC 9449 §4.3 (9)', 'with a fragment', htu(`${URL_OF_REQUEST}#top`), 'passes'],
  ['RFC 9449 §4.3 (9)', 'with the host in other case', htu('https://API.Example/payments'), 'passes'],
  ['RFC 9449 §4.3 (9)', 'with the scheme in other case', htu('HTTPS://api.example/payments'), 'passes'],
  ['RFC 9449 §4.3 (9)', 'with the default port', htu('https://api.example:443/payments'), 'passes'],
  ['RFC 9449 §4.3 (9)', 'for another port', htu('https://api.example:8443/payments'), 'proof_invalid'],
  ['RFC 9449 §4.3 (9)', 'for another scheme', htu('http://api.example/payments'), 'proof_invalid'],
  ['RFC 9449 §4.3 (9)', 'for another path', htu('https://api.example/search'), 'proof_invalid'],
  ['RFC 9449 §4.3 (9)', 'for the path in other case', htu('https://api.example/Payments'), 'proof_invalid'],
  ['RFC 9449 §4.3 (9)', 'for the path with a slash behind', htu(`${URL_OF_REQUEST}/`), 'proof_invalid'],
  ['RFC 9449 §4.3 (9)', 'for another host', htu('https://attacker.example/payments'), 'proof_invalid'],
  [
    'RFC 9449 §4.3 (9)',
    'for a host that is the user of another',
    htu('https://api.example@attacker.example/payments'),
    'proof_invalid',
  ],
  ['RFC 9449 §4.3 (9)', 'with a user in the URL', htu('https://somebody@api.example/payments'), 'proof_invalid'],
  ['RFC 9449 §4.3 (9)', 'with a password in the URL', htu('https://:secret@api.example/payments'), 'proof_invalid'],
  ['RFC 9449 §4.3 (9)', 'for a path alone', htu('/payments'), 'proof_invalid'],
  ['RFC 9449 §4.3 (9)', 'for several addresses', htu([URL_OF_REQUEST]), 'proof_invalid'],
  ['RFC 9449 §4.3 (11)', 'made exactly 60 s ago', ago(60), 'passes'],
  ['RFC 9449 §4.3 (11)', 'made exactly 60 s ahead', ago(-60), 'passes'],
  ['RFC 9449 §4.3 (11)', 'made 61 s ago', ago(61), 'proof_invalid'],
  ['RFC 9449 §4.3 (11)', 'made 61 s ahead', ago(-61), 'proof_invalid'],
  ['RFC 9449 §4.3 (11)', 'made at a time that is text', { iat: String(START_SECONDS) }, 'proof_invalid'],
  ['RFC 9449 §4.3 (12)', 'without an ath', { ath: undefined }, 'proof_invalid'],
  ['RFC 9449 §4.3 (12)', 'for another token', { ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo' }, 'proof_invalid'],
  ['RFC 9449 §11.1', 'with the longest jti that is remembered', { jti: 'j'.repeat(256) }, 'passes'],
  ['RFC 9449 §11.1', 'with a longer jti', { jti: 'j'.repeat(257) }, 'proof_invalid'],
  ['RFC 9449 §11.1', 'of more than 4 KiB', { pad: 'x'.repeat(3 * 1024) }, 'passes'],
  ['RFC 9449 §11.1', 'of more than 8 KiB', { pad: 'x'.repeat(6 * 1024) }, 'proof_invalid'],
]

// RFC 3986 §6.2.2, §6.2.3
const SPELLINGS: readonly (readonly [string, string, string, 'passes' | AccessProblemCode])[] = [
  ['an escape in small letters', '/files/%C3%A9', '/files/%c3%a9', 'passes'],
  ['an escape in small letters in the request', '/files/%c3%a9', '/files/%C3%A9', 'passes'],
  ['an unreserved character that is escaped', '/files/a-b._~1', '/files/%61%2Db%2e%5F%7E%31', 'passes'],
  ['an unreserved character that is escaped in the request', '/files/%7Eada', '/files/~ada', 'passes'],
  ['dot segments', '/files/a', '/files/./x/../a', 'passes'],
  ['no path for the root', '/', '', 'passes'],
  ['a slash that is escaped', '/files/a/b', '/files/a%2Fb', 'proof_invalid'],
  ['a semicolon that is escaped', '/files/a;b', '/files/a%3Bb', 'proof_invalid'],
  ['an escape that is escaped again', '/files/a', '/files/%2561', 'proof_invalid'],
  ['an escape of another character', '/files/%C3%A9', '/files/%C3%A8', 'proof_invalid'],
]

test.each(SPELLINGS)('RFC 9449 §4.3 (9): a proof whose URL is spelt with %s', async (_, path, spelling, outcome) => {
  const dpop = await client.prove(token, { htu: `https://api.example${spelling}` })
  expect(await openBoundGate(key)(`DPoP ${token}`, { dpop, url: `https://api.example${path}?page=2` })).toBe(outcome)
})

async function showTwice(second: { url: string; by?: Client }): Promise<readonly string[]> {
  const show = openBoundGate(key)
  const jti = crypto.randomUUID()
  const dpop = await client.prove(token, { jti })
  const { by, url } = second
  if (by === undefined) return [await show(`DPoP ${token}`, { dpop }), await show(`DPoP ${token}`, { dpop, url })]
  const theirs = await mint(key, { cnf: { jkt: by.thumbprint } })
  const again = { dpop: await by.prove(theirs, { jti }), url }
  return [await show(`DPoP ${token}`, { dpop }), await show(`DPoP ${theirs}`, again)]
}

test.each(CLAIMS)('%s: a proof %s', async (_section, _proof, claims, outcome) => {
  const dpop = await client.prove(token, claims)
  expect(await openBoundGate(key)(`DPoP ${token}`, { dpop })).toBe(outcome)
})

type Forgery = readonly [section: string, proof: string, dpop: readonly string[] | Promise<string>]

const FORGERIES: readonly Forgery[] = [
  ['RFC 9449 §4.3 (1)', 'sent twice', [await client.prove(token), await client.prove(token)]],
  ['RFC 9449 §4.3 (1)', 'sent twice in one header', [[await client.prove(token), await client.prove(token)].join(',')]],
  ['RFC 9449 §4.3 (2)', 'that is no JWT', ['proof']],
  ['RFC 9449 §4.3 (2)', 'of two parts', [`${header}.${payload}`]],
  ['RFC 9449 §4.3 (2)', 'that is empty', ['']],
  ['RFC 9449 §4.3 (4)', 'of the type of a token', client.prove(token, {}, { typ: 'JWT' })],
  ['RFC 9449 §4.3 (4)', 'without a type', client.prove(token, {}, { typ: undefined })],
  ['RFC 9449 §4.3 (5)', 'unsigned', [`${encode({ alg: 'none', typ: 'dpop+jwt', jwk: client.publicJwk })}.${payload}.`]],
  ['RFC 9449 §4.3 (5)', 'signed HS256 with a secret', symmetric(OCT)],
  ['RFC 9449 §4.3 (5)', 'signed HS256 under the client’s key', symmetric(client.publicJwk)],
  [
    'RFC 9449 §4.3 (6)',
    'with a changed signature',
    [`${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`],
  ],
  [
    'RFC 9449 §4.3 (6)',
    'with changed claims',
    proofClaims(token).then((claims) => `${header}.${encode(claims)}.${signature}`),
  ],
  ['RFC 9449 §4.3 (6)', 'signed by another than the key it shows', other.prove(token, {}, { jwk: client.publicJwk })],
  ['RFC 9449 §4.3 (6)', 'without its key', client.prove(token, {}, { jwk: undefined })],
  ['RFC 9449 §4.3 (7)', 'with its private key', client.prove(token, {}, { jwk: client.privateJwk })],
  [
    'RFC 9449 §4.3 (7)',
    'with a private member that is null',
    client.prove(token, {}, { jwk: { ...client.publicJwk, d: null } }),
  ],
  [
    'RFC 9449 §4.3 (7)',
    'with a private part of RSA',
    client.prove(token, {}, { jwk: { ...client.publicJwk, p: 'AAAA' } }),
  ],
  ['RFC 9449 §4.3 (12)', 'of another key', other.prove(token)],
]

test.each(FORGERIES)('%s: a proof %s is refused', async (_section, _proof, dpop) => {
  expect(await openBoundGate(key)(`DPoP ${token}`, { dpop: await dpop })).toBe('proof_invalid')
})

test('RFC 9449 §4.3 (5): a token bound to a secret can’t be proved, for a secret proves nothing', async () => {
  const secretToken = await mint(key, { cnf: { jkt: await calculateJwkThumbprint(OCT) } })
  for (const dpop of [await symmetric(OCT, secretToken), await client.prove(secretToken, {}, { jwk: OCT })]) {
    expect(await openBoundGate(key)(`DPoP ${secretToken}`, { dpop })).toBe('proof_invalid')
  }
})

test.each(['ES256', 'RS256', 'PS256', 'Ed25519', 'EdDSA'])(
  'RFC 9449 §4.3 (5): a proof signed %s passes',
  async (algorithm) => {
    const { thumbprint, prove } = await makeClient(algorithm)
    const boundToken = await mint(key, { cnf: { jkt: thumbprint } })
    expect(await openBoundGate(key)(`DPoP ${boundToken}`, { dpop: await prove(boundToken) })).toBe('passes')
  },
)

test.each(['ES384', 'RS512'])('RFC 9449 §4.3 (5): one signed %s, which is not offered, does not', async (algorithm) => {
  const { thumbprint, prove } = await makeClient(algorithm)
  const boundToken = await mint(key, { cnf: { jkt: thumbprint } })
  expect(await openBoundGate(key)(`DPoP ${boundToken}`, { dpop: await prove(boundToken) })).toBe('proof_invalid')
})

describe('RFC 9449 §11.1: a proof is good for one request', () => {
  const SEARCH = 'https://api.example/search'

  test.each([
    ['the same request is a replay', { url: `${URL_OF_REQUEST}?page=2` }, 'proof_replayed'],
    ['another query is a replay', { url: `${URL_OF_REQUEST}?page=3` }, 'proof_replayed'],
    ['another route is refused', { url: SEARCH }, 'proof_invalid'],
    ['the same jti made by another key is no replay', { url: URL_OF_REQUEST, by: other }, 'passes'],
  ])('the second time: %s', async (_, second, outcome) => {
    expect(await showTwice(second)).toEqual(['passes', outcome])
  })

  test('a proof that was refused is not used up', async () => {
    const show = openBoundGate(key)
    const dpop = await client.prove(token)
    expect(await show(`DPoP ${token}`, { dpop, url: SEARCH })).toBe('proof_invalid')
    expect(await show(`DPoP ${token}`, { dpop })).toBe('passes')
  })
})

describe('what a token is bound to', () => {
  const certificate = { 'x5t#S256': encode(new Uint8Array(32)) }
  const fingerprint = { certPresented: '1', certVerified: 'SUCCESS', certFingerprintSHA256: '00'.repeat(32) }
  const cf = { tlsClientAuth: fingerprint }

  test('RFC 7800 §3.1: a key and a certificate at once is malformed, whatever is shown', async () => {
    const both = await mint(key, { cnf: { jkt: client.thumbprint, ...certificate } })
    const dpop = await client.prove(both)
    expect(await openBoundGate(key)(`DPoP ${both}`, { dpop, cf })).toBe('token_malformed')
    expect(await openBoundGate(key)(`Bearer ${both}`, { cf })).toBe('token_malformed')
  })

  test('RFC 8705 §3: a certificate goes with either scheme, and never without itself', async () => {
    const withCertificate = await mint(key, { cnf: certificate })
    const dpop = await client.prove(withCertificate)
    for (const scheme of ['DPoP', 'Bearer']) {
      expect(await openBoundGate(key)(`${scheme} ${withCertificate}`, { cf })).toBe('passes')
      expect(await openBoundGate(key)(`${scheme} ${withCertificate}`, { dpop, cf })).toBe('passes')
      expect(await openBoundGate(key)(`${scheme} ${withCertificate}`, { dpop })).toBe('proof_required')
    }
  })
})

test('a revoked token is refused before its proof is used up', async () => {
  const { source, clock, background } = openGate([key])
  const claim = vi.fn(async () => true)
  const gate = new Gate({
    source,
    clock,
    observer: { adopted: () => undefined, failed: () => undefined },
    binding: { mode: 'allowed', replay: { claim } },
    revocations: { revokes: () => true },
  })
  const headers = new Headers({ authorization: `DPoP ${token}`, dpop: await client.prove(token) })
  const work = gate.admit(signedIn, { method: 'GET', url: URL_OF_REQUEST, headers }, background)
  expect(await outcomeOf(work)).toBe('token_revoked')
  expect(claim).not.toHaveBeenCalled()
})
