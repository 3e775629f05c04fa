// Who is asking, as the handlers see it (RFC 9068 §2.2; RFC 8725 §3.10: claims are not trusted to be what they seem).
import { describe, expect, test } from 'vitest'
import { NOBODY } from '#access'
import { principalFrom } from '../../src/access/principal.ts'
import { AUDIENCE, CLIENT_ID, ISSUER, makeKey, type Members, mint, NAMESPACE, openGate } from './support.ts'

const CLAIMS: Members = {
  iss: ISSUER,
  sub: 'google-oauth2|42',
  aud: [AUDIENCE, `${ISSUER}userinfo`],
  azp: CLIENT_ID,
  scope: 'openid read:things  write:things',
  permissions: ['read:things', 'delete:things'],
  org_id: 'org_1',
  [`${NAMESPACE}/email`]: 'namespaced@example.com',
  email: 'plain@example.com',
}

function read(claims: Members) {
  return principalFrom({ ...CLAIMS, ...claims }, NAMESPACE)
}

test('every field is read from its claim', () => {
  expect(read({})).toEqual({
    id: 'google-oauth2|42',
    permissions: ['read:things', 'delete:things'],
    email: 'namespaced@example.com',
    kind: 'user',
    scopes: ['openid', 'read:things', 'write:things'],
    clientId: CLIENT_ID,
    organization: 'org_1',
    provider: 'google-oauth2',
    profile: {},
    claims: CLAIMS,
  })
})

test('what a token does not say is empty', () => {
  expect(principalFrom({ sub: 'x' }, null)).toEqual({
    id: 'x',
    permissions: [],
    email: null,
    kind: 'user',
    scopes: [],
    clientId: null,
    organization: null,
    provider: null,
    profile: {},
    claims: { sub: 'x' },
  })
})

test.each([
  ['a person', { sub: 'auth0|1' }, 'user'],
  ['a person of a custom connection', { sub: 'my-saml|a|b' }, 'user'],
  ['a person signed in with a password', { sub: 'auth0|1', gty: 'password' }, 'user'],
  ['a person whose token was renewed', { sub: 'auth0|1', gty: 'refresh_token' }, 'user'],
  ['a machine by its grant', { sub: 'whatever', gty: 'client-credentials' }, 'machine'],
  ['a machine by its subject', { sub: `${CLIENT_ID}@clients`, azp: undefined }, 'machine'],
  ['a machine whose subject is its client (azp)', { sub: CLIENT_ID }, 'machine'],
  ['a machine whose subject is its client (client_id)', { sub: 'c', azp: undefined, client_id: 'c' }, 'machine'],
  ['a machine whose subject is its client_id, beside another azp', { sub: 'c', azp: 'a', client_id: 'c' }, 'machine'],
  ['a person with @clients inside', { sub: 'auth0|x@clients.example' }, 'user'],
  ['an agent', { sub: 'agt_1' }, 'agent'],
  ['an agent with a machine’s grant', { sub: 'agt_1', gty: 'client-credentials' }, 'agent'],
  ['a person whose id has agt_ inside', { sub: 'auth0|agt_1' }, 'user'],
  ['an anonymous session', { sub: 'anon@1' }, 'anonymous'],
  ['an anonymous session with a machine’s signs', { sub: 'anon@1@clients', gty: 'client-credentials' }, 'anonymous'],
  ['a person whose id has anon@ inside', { sub: 'auth0|anon@1' }, 'user'],
])('%s is told by the signs', (_, claims, kind) => {
  expect(read(claims).kind).toBe(kind)
})

test.each([
  ['auth0|1', 'auth0'],
  ['oauth2|custom|1', 'oauth2'],
  ['|1', null],
  ['no-bar', null],
])('the provider of %s is %s', (sub, provider) => {
  expect(read({ sub }).provider).toBe(provider)
})

describe('the application', () => {
  test('is azp, else client_id', () => {
    expect(read({ azp: 'a', client_id: 'b' }).clientId).toBe('a')
    expect(read({ azp: undefined, client_id: 'b' }).clientId).toBe('b')
    expect(read({ azp: null, client_id: 'b' }).clientId).toBe('b')
  })
})

describe('the email', () => {
  test('in the namespace comes before the plain one', () => {
    expect(read({}).email).toBe('namespaced@example.com')
    expect(read({ [`${NAMESPACE}/email`]: undefined }).email).toBe('plain@example.com')
    expect(read({ [`${NAMESPACE}/email`]: null }).email).toBe('plain@example.com')
  })

  test('of another namespace is not taken', () => {
    const claims = { ...CLAIMS, email: undefined }
    expect(principalFrom(claims, 'https://other.example').email).toBeNull()
    expect(principalFrom(claims, null).email).toBeNull()
  })
})

test('permissions and scopes are kept apart', () => {
  const principal = read({ scope: 'a', permissions: ['b'] })
  expect(principal.scopes).toEqual(['a'])
  expect(principal.permissions).toEqual(['b'])
})

test('the JSON form starts with id, permissions, email', () => {
  expect(JSON.stringify(read({}))).toMatch(/^\{"id":"[^"]+","permissions":\[[^\]]*\],"email":"[^"]+",/)
  expect(JSON.stringify(NOBODY)).toMatch(/^\{"id":"","permissions":\[\],"email":null,/)
})

test('members lent by a prototype are no claims', () => {
  const claims: Members = Object.assign(Object.create({ email: 'lent@example.com', scope: 'admin:all' }), { sub: 'x' })
  expect(principalFrom(claims, null).email).toBeNull()
  expect(principalFrom(claims, null).scopes).toEqual([])
})

describe('one principal serves many requests, so no handler can change what the next one sees', () => {
  const parts = ['scopes', 'permissions', 'claims'] as const

  test.each(parts)('%s and the principal itself are frozen', (part) => {
    expect(Object.isFrozen(read({}))).toBe(true)
    expect(Object.isFrozen(read({})[part])).toBe(true)
    expect(Object.isFrozen(NOBODY[part])).toBe(true)
    expect(Object.isFrozen(NOBODY)).toBe(true)
  })

  test('a claim that is undefined does not keep the others from being frozen', () => {
    const roles = ['reader']
    expect(Object.isFrozen(principalFrom({ sub: 'x', roles, gone: undefined }, null).claims['roles'])).toBe(true)
  })

  test('what lies inside a claim is frozen too', async () => {
    const key = await makeKey('ours')
    const { admit } = openGate([key])
    const token = await mint(key, { [`${NAMESPACE}/roles`]: ['reader'] })
    const first = await admit(token)
    const roles = first.principal.claims[`${NAMESPACE}/roles`]
    if (!Array.isArray(roles)) throw new TypeError('the roles are an array')
    expect(() => roles.push('admin')).toThrow(TypeError)
    const second = await admit(token)
    expect(second.remembered).toBe(true)
    expect(second.principal.claims[`${NAMESPACE}/roles`]).toEqual(['reader'])
  })
})
