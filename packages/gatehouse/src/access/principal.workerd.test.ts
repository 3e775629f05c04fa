// Tests the principal as handlers see it (RFC 9068 §2.2; RFC 8725 §3.10: the types of claims are not trusted).
import { describe, expect, test } from 'vitest'
import { NOBODY } from './index.ts'
import { principalFrom } from './principal.ts'
import {
  AUDIENCE,
  CLIENT_ID,
  ISSUER,
  makeKey,
  type Members,
  mint,
  NAMESPACE,
  openGate,
  outcomeOf,
} from '../testing/access/support.ts'

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
    kind: 'anonymous',
    scopes: [],
    clientId: null,
    organization: null,
    provider: null,
    profile: {},
    claims: { sub: 'x' },
  })
})

const GRANT = 'client-credentials'

describe('a subject with a bar is a person, with any text around the bar or beside it', () => {
  test.each<readonly [string, Members]>([
    ['of the tenant’s own directory', { sub: 'auth0|1' }],
    ['of a custom connection', { sub: 'my-saml|a|b' }],
    ['who signed in with a password', { sub: 'auth0|1', gty: 'password' }],
    ['whose token was renewed', { sub: 'auth0|1', gty: 'refresh_token' }],
    ['whose identity provider ends the id with @clients', { sub: 'samlp|acme|evil@clients' }],
    ['whose identity provider names this very application', { sub: `samlp|acme|${CLIENT_ID}@clients` }],
    ['whose whole id is that of a machine', { sub: 'samlp|acme', azp: 'samlp|acme' }],
    ['whose whole id is that of a machine in RFC 9068', { sub: 'a|b@clients', azp: undefined, client_id: 'a|b' }],
    ['with the grant of a machine', { sub: 'auth0|1', gty: GRANT }],
    ['with the profile of a service', { sub: 'auth0|1', sub_profile: 'service' }],
    ['of a connection that is named like an agent', { sub: 'agt_1|2' }],
    ['of a connection that is named like an anonymous session', { sub: 'anon@1|2' }],
    ['with a bar and nothing else', { sub: '|' }],
  ])('a person %s is a user', (_, claims) => {
    expect(read(claims).kind).toBe('user')
  })
})

describe('a subject without a bar', () => {
  test.each([
    ['that is the client with @clients behind (azp) is a machine', { sub: `${CLIENT_ID}@clients` }, 'machine'],
    ['that is the client with @clients behind (client_id) is a machine', withClientId('c@clients', 'c'), 'machine'],
    ['with the grant of a machine is one', { sub: 'whatever', gty: GRANT }, 'machine'],
    ['with the profile of a service is a machine', { sub: 'x', sub_profile: 'service' }, 'machine'],
    ['that ends with @clients after another client is nobody', { sub: 'evil@clients' }, 'anonymous'],
    [
      'that is a machine by client_id, where azp names another, is nobody',
      { ...withClientId('c@clients', 'c'), azp: 'a' },
      'anonymous',
    ],
    ['that is the client alone is nobody', { sub: CLIENT_ID }, 'anonymous'],
    ['that is @clients alone is nobody', { sub: '@clients', azp: undefined }, 'anonymous'],
    [
      'that is called null is no machine where no client is named',
      { sub: 'null@clients', azp: undefined },
      'anonymous',
    ],
    ['without any sign is nobody', { sub: 'x' }, 'anonymous'],
    ['with another grant is nobody', { sub: 'x', gty: 'password' }, 'anonymous'],
    ['that begins with agt_ is an agent', { sub: 'agt_1' }, 'agent'],
    ['that begins with agt_ is an agent with the grant of a machine too', { sub: 'agt_1', gty: GRANT }, 'agent'],
    ['of an agent that its owner named is an agent', { sub: 'crm-bot', sub_profile: 'ai_agent' }, 'agent'],
    ['of such an agent is one with a machine’s grant', { sub: 'x', sub_profile: 'ai_agent', gty: GRANT }, 'agent'],
    ['of an agent is one under a machine’s name', { sub: `${CLIENT_ID}@clients`, sub_profile: 'ai_agent' }, 'agent'],
    ['with several profiles is an agent if one says so', { sub: 'x', sub_profile: 'service ai_agent' }, 'agent'],
    ['with the profile of a user is a user', { sub: 'x', sub_profile: 'user' }, 'user'],
    ['with an unknown profile is nobody', { sub: 'x', sub_profile: 'device', gty: GRANT }, 'anonymous'],
    ['with an empty profile is nobody', { sub: 'x', sub_profile: '', gty: GRANT }, 'anonymous'],
    ['of an anonymous session is nobody', { sub: 'anon@1' }, 'anonymous'],
    ['of an anonymous session is nobody with a machine’s signs', { sub: 'anon@1@clients', gty: GRANT }, 'anonymous'],
  ])('%s', (_, claims, kind) => {
    expect(read(claims).kind).toBe(kind)
  })

  test('whose profile is no text makes the token malformed', async () => {
    expect(await outcomeOf(() => read({ sub: 'x', sub_profile: ['ai_agent'] }))).toBe('token_malformed')
  })
})

function withClientId(sub: string, clientId: string): Members {
  return { sub, azp: undefined, client_id: clientId }
}

test.each([
  ['auth0|1', 'auth0'],
  ['oauth2|custom|1', 'oauth2'],
  ['x|1', 'x'],
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
    expect(principalFrom({ ...claims, 'null/email': 'evil@example.com' }, null).email).toBeNull()
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
