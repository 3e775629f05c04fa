// Tests what is read of an exchanged token: its end, its scopes, and what a revocation can name of it.
import { expect, test } from 'vitest'
import { FakeClock, START_SECONDS } from '../testing/access/support.ts'
import { CALLER, RULE, tokensOf } from '../testing/access/token-exchange.ts'
import { readExchangedToken } from './exchanged-token.ts'

const TERMS = { clientId: 'gateway', issuers: ['https://login.example.com/'], clock: new FakeClock() }

function read(claims: object) {
  return readExchangedToken(tokensOf(claims), CALLER, RULE, TERMS)
}

test.each([
  ['the tenant', START_SECONDS + 700, START_SECONDS + 600],
  ['the token', START_SECONDS + 500, START_SECONDS + 500],
  ['the token, a second from now', START_SECONDS + 1, START_SECONDS + 1],
])('it ends when %s says, whichever is earlier', (_, exp, expiresAt) => {
  expect(read({ exp })).toMatchObject({ accessToken: tokensOf({ exp }).accessToken, expiresAt })
})

test.each([undefined, '', 'write:reports', 'read:reports  write:reports'])('it may have the scopes %j', (scope) => {
  expect(read({ scope })).toHaveProperty('accessToken')
})

test.each([
  [{}, { subject: 'auth0|1', clientId: 'gateway', organization: null, sid: null, issuedAt: START_SECONDS }],
  [{ azp: undefined, client_id: 'other' }, { clientId: 'other' }],
  [{ azp: 'gateway', client_id: 'other' }, { clientId: 'gateway' }],
  [{ azp: undefined }, { clientId: null }],
  [
    { org_id: 'org_1', sid: 's1' },
    { organization: 'org_1', sid: 's1' },
  ],
  [
    { org_id: 1, sid: ['s1'], iat: 'now' },
    { organization: null, sid: null, issuedAt: null },
  ],
])('a revocation can name what its claims say: %j', (claims, credential) => {
  expect(read(claims)).toMatchObject({ credential })
})

test.each(['opaque', 'a.b.c', '', `${btoa('{}')}.${btoa('[]')}.x`])('%j is no JWT', (accessToken) => {
  expect(readExchangedToken({ ...tokensOf(), accessToken }, CALLER, RULE, TERMS)).toBe('it is no JWT')
})
