// Tests the texts that explain a decoded token, word by word.
import { describe, expect, test } from 'vitest'
import { explain } from './explain.ts'
import { type AccessProblemCode, NOBODY, ProblemError, signedIn, type TrustDocument } from './index.ts'
import {
  AUDIENCE,
  CLIENT_ID,
  encode,
  GOOD_CLAIMS,
  headersWith,
  ISSUER,
  type Members,
  NAMESPACE,
  openGate,
  START_SECONDS,
} from '../testing/access/support.ts'

const HEADER: Members = { alg: 'RS256', typ: 'JWT', kid: 'theirs' }
const OTHER_ISSUER = 'https://other.example/'
const keySet = (issuer: string, ...kids: readonly string[]) => ({
  issuer,
  keys: kids.map((kid) => ({ kty: 'RSA', kid, n: '', e: '' }) as const),
  fetchedAt: 0,
})

const TRUST: TrustDocument = {
  ...openGate([]).source.document(),
  issuers: [ISSUER, OTHER_ISSUER],
  keySets: [keySet(OTHER_ISSUER, 'others'), keySet(ISSUER, 'ours', 'next')],
}

interface Sent {
  readonly authorization?: string | null
  readonly url?: string
  readonly trust?: TrustDocument | null
}

/** The explanation for a request that was refused with this code. */
function explanationOf(code: AccessProblemCode, { authorization = null, url = AUDIENCE, trust = TRUST }: Sent) {
  const request = { method: 'GET', url, headers: headersWith(authorization) }
  return explain(new ProblemError(code), { policy: signedIn, request, principal: null, trust, now: START_SECONDS })
}

function tokenWith(claims: Members, header: Members = {}): string {
  return `Bearer ${encode({ ...HEADER, ...header })}.${encode({ ...GOOD_CLAIMS, ...claims })}.c`
}

const foundOf = (code: AccessProblemCode, claims: Members, header: Members = {}, trust = TRUST): string | undefined =>
  explanationOf(code, { authorization: tokenWith(claims, header), trust })?.found

describe('where no token was found, what was sent instead is named', () => {
  test.each<readonly [string, Sent, string]>([
    ['nothing', {}, 'no Authorization header'],
    [
      'a token first in the address',
      { url: `${AUDIENCE}/?access_token=x` },
      'no Authorization header; a token in the address is never read',
    ],
    [
      'a token later in the address',
      { url: `${AUDIENCE}/?a=b&access_token=x` },
      'no Authorization header; a token in the address is never read',
    ],
    ['something else in the address', { url: `${AUDIENCE}/?my_access_token=x` }, 'no Authorization header'],
    ['the scheme DPoP', { authorization: 'dPoP x' }, 'a token with the scheme DPoP, which is switched off'],
    ['a scheme that ends alike', { authorization: 'XDPoP x' }, 'another scheme than Bearer'],
    ['a token alone', { authorization: 'aa.bb.cc' }, 'a token without the word Bearer in front'],
    ['a token alone, unsigned', { authorization: 'aa.bb.' }, 'a token without the word Bearer in front'],
    ['a token behind another scheme', { authorization: 'Token aa.bb.cc' }, 'another scheme than Bearer'],
    ['a token with something behind it', { authorization: 'aa.bb.cc dd' }, 'another scheme than Bearer'],
    ['two parts', { authorization: 'aa.bb' }, 'another scheme than Bearer'],
    ['no header and no payload', { authorization: '..cc' }, 'another scheme than Bearer'],
  ])('%s', (_, sent, found) => {
    expect(explanationOf('token_missing', sent)).toEqual({ expected: 'Authorization: Bearer <access token>', found })
  })
})

test.each<readonly [string, AccessProblemCode, Members, Members, string, string]>([
  ['an algorithm', 'token_algorithm', {}, { alg: 'HS256' }, 'alg "RS256", "PS256"', 'alg "HS256"'],
  ['a key id', 'token_key_unknown', {}, {}, 'a key id of the tenant: "ours", "next"', 'kid "theirs"'],
  [
    'no key id',
    'token_key_unknown',
    { iss: OTHER_ISSUER },
    { kid: undefined },
    'a key id of the tenant: "others"',
    'no kid',
  ],
  [
    'a key id of an issuer whose keys are not there',
    'token_key_unknown',
    { iss: 'https://third.example/' },
    {},
    'a key id of the tenant: none',
    'kid "theirs"',
  ],
  [
    'a signature',
    'token_signature',
    {},
    {},
    'a signature of header and payload by the key "theirs"',
    'header or payload were changed, or another key has signed them',
  ],
  [
    'an end',
    'token_expired',
    { exp: START_SECONDS - 60 },
    {},
    'exp later than 2027-01-15T08:00:00.000Z',
    'expired since 2027-01-15T07:59:00.000Z',
  ],
  [
    'a beginning',
    'token_not_yet_valid',
    { iat: START_SECONDS + 60, nbf: undefined },
    {},
    'iat and nbf not later than 2027-01-15T08:00:00.000Z',
    'iat 2027-01-15T08:01:00.000Z, nbf absent',
  ],
  [
    'a claim',
    'token_malformed',
    { sub: 1 },
    {},
    'a signed JWT with the claims of an access token',
    'claim "sub" is no text',
  ],
  [
    'a claim of the namespace',
    'token_malformed',
    { [`${NAMESPACE}/email`]: 1 },
    {},
    'a signed JWT with the claims of an access token',
    `claim "${NAMESPACE}/email" is no text`,
  ],
])(
  'of %s that is not good, what was expected and what was found is said',
  (_, code, claims, header, expected, found) => {
    expect(explanationOf(code, { authorization: tokenWith(claims, header) })).toEqual({ expected, found })
  },
)

test('the algorithms that are expected are those of the tenant', () => {
  const sent = { authorization: tokenWith({}), trust: { ...TRUST, algorithms: ['ES256'] as const } }
  expect(explanationOf('token_algorithm', sent)?.expected).toBe('alg "ES256"')
})

test.each([1e20, -1e20, '1', null])('an instant that is none (%j) is called absent', (exp) => {
  expect(foundOf('token_expired', { exp })).toBe('expired since absent')
})

describe('of an issuer it is said', () => {
  test.each<readonly [string, unknown, string]>([
    ['that there is none', undefined, 'iss nothing'],
    ['what it is when it is no text', 5, 'iss no text but a value of type number'],
    [
      'that its closing slash is missing',
      'https://other.example',
      'iss "https://other.example": the issuer without its closing slash',
    ],
    ['that its case differs', 'https://TENANT.example/', 'iss "https://TENANT.example/": another spelling'],
    ['that its scheme differs', 'http://tenant.example/', 'iss "http://tenant.example/": another spelling'],
    ['that its scheme is missing', 'tenant.example', 'iss "tenant.example": another spelling'],
    [
      'that it is the second one, in other case',
      'https://OTHER.example',
      'iss "https://OTHER.example": another spelling',
    ],
    ['that it has a path', 'https://tenant.example/a', 'iss "https://tenant.example/a": another tenant'],
    ['that a scheme stands within it', 'tenant.https://example/', 'iss "tenant.https://example/": another tenant'],
    ['that two slashes close it', 'https://tenant.example//', 'iss "https://tenant.example//": another tenant'],
    ['that its slash stands elsewhere', '/tenant.example', 'iss "/tenant.example": another tenant'],
  ])('%s', (_, iss, found) => {
    expect(foundOf('token_issuer', { iss })).toBe(found)
  })
})

describe('of an audience it is said', () => {
  test.each<readonly [string, unknown, string]>([
    ['that there is none', undefined, 'aud none'],
    ['that the list is empty', [], 'aud none'],
    ['that it was not asked for', `${ISSUER}userinfo`, `aud "${ISSUER}userinfo": the audience was not asked for`],
    [
      'that one of several is another API',
      [`${ISSUER}userinfo`, 'https://x.example'],
      `aud "${ISSUER}userinfo", "https://x.example": another API`,
    ],
    [
      'that one of several is spelled otherwise',
      ['https://x.example', `${AUDIENCE}/`],
      `aud "https://x.example", "${AUDIENCE}/": another spelling`,
    ],
    ['that it is another API, whose name only begins so', '/userinfo/x', 'aud "/userinfo/x": another API'],
  ])('%s', (_, aud, found) => {
    expect(foundOf('token_audience', { aud })).toBe(found)
  })

  test('that it is the second of the API’s, spelled otherwise', () => {
    const trust = { ...TRUST, audiences: ['https://first.example', AUDIENCE] }
    expect(foundOf('token_audience', { aud: `${AUDIENCE}/` }, {}, trust)).toBe(`aud "${AUDIENCE}/": another spelling`)
  })
})

describe('of a token that is no access token it is said', () => {
  const NONCE = 'an id token: it has nonce or at_hash'

  test.each<readonly [string, Members, Members, string]>([
    ['that its type is another one', {}, { typ: 'logout+jwt' }, 'typ "logout+jwt"'],
    ['that its type only ends alike', {}, { typ: 'x-at+jwt' }, 'typ "x-at+jwt"'],
    ['that its type only begins alike', {}, { typ: 'jwt+x' }, 'typ "jwt+x"'],
    ['that it has a nonce, whatever its type is called', {}, { typ: 'application/at+jwt' }, NONCE],
    ['that it has a nonce, with the short type of access tokens', {}, { typ: 'at+jwt' }, NONCE],
    ['that it has a nonce, without a type', {}, { typ: undefined }, NONCE],
    [
      'that the application is among its audiences',
      { aud: ['x', CLIENT_ID] },
      {},
      `an id token: it has the application "${CLIENT_ID}" as its audience`,
    ],
  ])('%s', (_, claims, header, found) => {
    expect(foundOf('token_not_access', claims, header)).toBe(found)
  })

  test('that it has a nonce, where no application is known', () => {
    expect(foundOf('token_not_access', { aud: [null] }, {}, { ...TRUST, clientId: null })).toBe(NONCE)
  })
})

describe('before the tenant is known', () => {
  const malformed = 'a signed JWT with the claims of an access token'

  test.each<readonly [AccessProblemCode, string, string]>([
    ['token_algorithm', 'alg "RS256", "PS256"', 'alg "RS256"'],
    ['token_key_unknown', 'a key id of the tenant: none', 'kid "theirs"'],
    ['token_issuer', 'iss none', `iss "${ISSUER}": another tenant`],
    ['token_audience', 'aud with none', `aud "${AUDIENCE}": another API`],
    ['token_not_access', 'an access token', 'an id token: it has nonce or at_hash'],
    ['token_malformed', malformed, 'something in it that is not written as it must be, such as its kid or signature'],
  ])('a refusal with %s is explained without it', (code, expected, found) => {
    expect(explanationOf(code, { authorization: tokenWith({}), trust: null })).toEqual({ expected, found })
  })
})

test('for a caller whose token was valid, nothing of the token is explained', () => {
  const request = { method: 'GET', url: AUDIENCE, headers: headersWith(null) }
  const input = { policy: signedIn, request, principal: NOBODY, trust: TRUST, now: START_SECONDS }
  expect(explain(new ProblemError('token_missing'), input)).toBeUndefined()
})
