// Tests the texts that explain a token that cannot be decoded or is not valid.
import { beforeAll, describe, expect, test } from 'vitest'
import { signedIn } from './index.ts'
import { type Explainer, openExplainer } from '../testing/access/explainer.ts'
import { AUDIENCE, CLIENT_ID, encode, ISSUER, type Members, mint, NAMESPACE } from '../testing/access/support.ts'

let explainer: Explainer
beforeAll(async () => {
  explainer = await openExplainer()
})

describe('no token that can be read', () => {
  test.each([
    ['nothing', null, 'token_missing', 'no Authorization header'],
    ['another scheme', 'Basic dXNlcjpwYXNz', 'token_missing', 'another scheme than Bearer'],
    ['a token alone', 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA', 'token_missing', 'a token without the word Bearer in front'],
    [
      'a variable that is not set',
      'Bearer undefined',
      'token_malformed',
      'the word undefined: the token is not there yet',
    ],
    ['the scheme alone', 'Bearer', 'token_malformed', 'nothing after the scheme'],
    ['the scheme twice', 'Bearer Bearer a.b.c', 'token_malformed', 'the word Bearer twice'],
    ['quotation marks', 'Bearer "a.b.c"', 'token_malformed', 'quotation marks'],
    [
      'an opaque token',
      'Bearer abcdefgh',
      'token_malformed',
      'opaque token (parts: 1), as Auth0 gives it when the audience',
    ],
    [
      'an encrypted token',
      'Bearer eyJh.a.b.c.d',
      'token_malformed',
      'opaque token (parts: 5), as Auth0 gives it when the audience',
    ],
    ['two parts', 'Bearer a.b', 'token_malformed', 'parts: 2'],
    ['a header that is none', 'Bearer a.b.c', 'token_malformed', 'a header that is no JSON object'],
    [
      'a payload that is none',
      'Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.b.c',
      'token_malformed',
      'a payload that is no JSON object',
    ],
  ])('%s', async (_, authorization, code, found) => {
    expect(await explainer.send(authorization)).toMatchObject({
      code,
      found: expect.stringContaining(found),
    })
  })

  test('a token in the address is never read', async () => {
    const { found } = await explainer.send(null, signedIn, { url: 'https://api.example/?access_token=secret-value' })
    expect(found).toBe('no Authorization header; a token in the address is never read')
  })
})

describe('a token that is not good', () => {
  test.each<readonly [string, Members, Members, string, string, string]>([
    ['of another algorithm', {}, { alg: 'HS256' }, 'token_algorithm', 'alg "RS256", "PS256"', 'alg "HS256"'],
    ['without a kid', {}, { kid: undefined }, 'token_key_unknown', 'a key id of the tenant: "ours"', 'no kid'],
    ['with another kid', {}, { kid: 'theirs' }, 'token_key_unknown', 'a key id of the tenant: "ours"', 'kid "theirs"'],
    ['of no issuer', { iss: undefined }, {}, 'token_issuer', `iss "${ISSUER}"`, 'iss nothing'],
    [
      'of an issuer without the slash',
      { iss: ISSUER.slice(0, -1) },
      {},
      'token_issuer',
      `iss "${ISSUER}"`,
      'the issuer without its closing slash',
    ],
    [
      'of an issuer with another scheme',
      { iss: ISSUER.replace('https', 'http') },
      {},
      'token_issuer',
      `iss "${ISSUER}"`,
      'another spelling',
    ],
    [
      'of another tenant',
      { iss: 'https://other.example/' },
      {},
      'token_issuer',
      `iss "${ISSUER}"`,
      'iss "https://other.example/": another tenant',
    ],
    [
      'for other APIs',
      { aud: ['https://a.example', 'https://b.example'] },
      {},
      'token_audience',
      `aud with "${AUDIENCE}"`,
      'aud "https://a.example", "https://b.example": another API',
    ],
    [
      'for the API with a slash',
      { aud: `${AUDIENCE}/` },
      {},
      'token_audience',
      `aud with "${AUDIENCE}"`,
      'another spelling',
    ],
    [
      'for userinfo alone',
      { aud: `${ISSUER}userinfo` },
      {},
      'token_audience',
      `aud with "${AUDIENCE}"`,
      'the audience was not asked for',
    ],
    ['for nobody', { aud: undefined }, {}, 'token_audience', `aud with "${AUDIENCE}"`, 'aud none'],
    [
      'that has expired',
      { exp: 1_700_000_000 },
      {},
      'token_expired',
      'exp later than 2027-01-15T08:00:00.000Z',
      'expired since 2023-11-14T22:13:20.000Z',
    ],
    [
      'of the future',
      { nbf: 1_900_000_000 },
      {},
      'token_not_yet_valid',
      'not later than 2027-01-15T08:00:00.000Z',
      'nbf 2030-03-17T17:46:40.000Z',
    ],
    [
      'that is an id token',
      { aud: CLIENT_ID },
      {},
      'token_not_access',
      'an access token',
      `an id token: it has the application "${CLIENT_ID}" as its audience`,
    ],
    [
      'that has a nonce',
      { nonce: 'n' },
      {},
      'token_not_access',
      'an access token',
      'an id token: it has nonce or at_hash',
    ],
    ['of another type', {}, { typ: 'logout+jwt' }, 'token_not_access', 'an access token', 'typ "logout+jwt"'],
    ['without exp', { exp: undefined }, {}, 'token_malformed', 'a signed JWT', 'no claim exp'],
    ['without sub', { sub: undefined }, {}, 'token_malformed', 'a signed JWT', 'no claim sub'],
    [
      'with permissions that are a text',
      { permissions: 'a' },
      {},
      'token_malformed',
      'a signed JWT',
      'claim permissions is no list of texts',
    ],
    [
      'with an email that is a number',
      { [`${NAMESPACE}/email`]: 1 },
      {},
      'token_malformed',
      'a signed JWT',
      '/email" is no text',
    ],
    ['with a crit header', {}, { crit: ['exp'] }, 'token_malformed', 'a signed JWT', 'a header with crit'],
    [
      'bound to a key',
      { cnf: { jkt: 'A'.repeat(43) } },
      {},
      'proof_required',
      'Authorization: DPoP',
      'the scheme Bearer',
    ],
    [
      'bound to a certificate',
      { cnf: { 'x5t#S256': 'A'.repeat(43) } },
      {},
      'proof_required',
      'the client certificate',
      'a connection that does not show it',
    ],
  ])('%s', async (_, claims, header, code, expected, found) => {
    expect(await explainer.show(claims, header)).toEqual({
      code,
      expected: expect.stringContaining(expected),
      found: expect.stringContaining(found),
    })
  })

  test('whose signature does not hold', async () => {
    const [header, , signature] = (await mint(explainer.key)).split('.')
    const [, payload] = (await mint(explainer.key, { scope: 'admin' })).split('.')
    expect(await explainer.send(`Bearer ${header}.${payload}.${signature}`)).toMatchObject({
      code: 'token_signature',
      found: 'header or payload were changed, or another key has signed them',
    })
    expect(await explainer.send(`Bearer ${header}.${payload}.`)).toMatchObject({ found: 'no signature' })
  })

  test('with a proof that is missing or for another request', async () => {
    const token = await mint(explainer.key, { cnf: { jkt: 'A'.repeat(43) } })
    expect(await explainer.send(`DPoP ${token}`)).toMatchObject({ code: 'proof_invalid', found: 'no DPoP header' })
    expect(await sendProof(token, GOOD_HEADER, { htm: 'POST' })).toMatchObject({
      expected: expect.stringContaining('a proof for GET "https://api.example/"'),
      found: 'htm "POST"',
    })
    expect(await explainer.send(`DPoP ${await mint(explainer.key)}`)).toMatchObject({
      found: 'the scheme DPoP, and a token that is bound to no key',
    })
  })

  test.each<readonly [string, Members, string]>([
    ['is signed with an algorithm that is not taken', { alg: 'ES384' }, 'alg "ES384", where only "ES256", "RS256",'],
    ['names no algorithm', { alg: undefined }, 'alg nothing'],
    ['has another type', { typ: 'JWT' }, 'typ "JWT" instead of "dpop+jwt"'],
    ['brings no key', { jwk: undefined }, 'no jwk, the public key'],
  ])('with a proof that %s', async (_, header, found) => {
    const token = await mint(explainer.key, { cnf: { jkt: 'A'.repeat(43) } })
    const sent = await sendProof(token, { ...GOOD_HEADER, ...header }, {})
    expect(sent).toMatchObject({ code: 'proof_invalid', found: expect.stringContaining(found) })
  })
})

const GOOD_HEADER: Members = { alg: 'ES256', typ: 'dpop+jwt', jwk: {} }

async function sendProof(token: string, header: Members, claims: Members) {
  const proof = `${encode(header)}.${encode(claims)}.c`
  const headers = {
    get: (name: string) => (name === 'dpop' ? proof : name === 'authorization' ? `DPoP ${token}` : null),
  }
  return await explainer.send(null, signedIn, { headers })
}
