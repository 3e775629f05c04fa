// Tests what the page says of a token.
import { expect, test } from 'vitest'
import { readToken } from './token-words.ts'

const NOW_MILLIS = 1_764_000_000_000
const EXPECTED = { audience: 'https://api.example', tenant: 'https://tenant.example' }
const CLAIMS = {
  iss: 'https://tenant.example/',
  aud: ['https://api.example', 'https://tenant.example/userinfo'],
  sub: 'auth0|1',
  azp: 'app',
  exp: NOW_MILLIS / 1000 + 3_600,
  scope: 'openid read:payments',
  permissions: ['read:payments', 'write:payments'],
  'https://api.example/email': 'ada@example.com',
}

const encode = (part: object): string => btoa(JSON.stringify(part)).replaceAll('=', '')

function tokenOf(claims: object): string {
  return `${encode({ alg: 'RS256' })}.${encode(claims)}.c2ln`
}

test('a good token is told in words', () => {
  const { findings, claims, isExpired, principal } = readToken(tokenOf(CLAIMS), EXPECTED, NOW_MILLIS)
  expect([findings, isExpired, principal?.id]).toEqual([[], false, 'auth0|1'])
  expect(Object.fromEntries(claims)).toEqual({
    Who: 'a person: ada@example.com',
    Subject: 'auth0|1',
    'Signed in with': 'auth0',
    Application: 'app',
    For: 'https://api.example, https://tenant.example/userinfo',
    'Issued by': 'https://tenant.example/',
    Expires: 'in 1 h',
    'Scopes granted': 'openid, read:payments',
    Permissions: 'read:payments, write:payments',
  })
})

test.each([
  ['opaque', 'opaque-token', 'no JSON Web Token'],
  [
    'for another audience',
    tokenOf({ ...CLAIMS, aud: 'https://other.example' }),
    'the gateway takes https://api.example',
  ],
  ['of another issuer', tokenOf({ ...CLAIMS, iss: 'https://evil.example/' }), 'issued by https://evil.example/'],
  ['expired', tokenOf({ ...CLAIMS, exp: NOW_MILLIS / 1000 - 60 }), 'expired 1 min ago'],
  ['without an end', tokenOf({ ...CLAIMS, exp: undefined }), 'does not say when it expires'],
  ['without a subject', tokenOf({ ...CLAIMS, sub: undefined }), 'names no subject'],
  ['an id token', tokenOf({ ...CLAIMS, nonce: 'n' }), 'looks like an id token'],
])('a token that is %s is told so', (_what, token, finding) => {
  const { findings } = readToken(token, EXPECTED, NOW_MILLIS)
  expect(findings).toEqual([expect.stringContaining(finding)])
})
