// The behaviours of the library that this gateway succeeds (FastAPI, Auth0), one by one. If ours differs on purpose, the test's name
// says so.
import { expect, test } from 'vitest'
import { bearer, useSystem } from 'gatehouse/testing'

const system = useSystem()

const DOCUMENT = '/search/documents/tokens'
const EMAIL = 'https://gatehouse.local/email'

/** Status, code and document of an answer. */
async function get(path: string, token?: string) {
  const answer = await system().fetch(path, token === undefined ? {} : { headers: bearer(token) })
  const body = (await answer.json()) as Record<string, unknown>
  return { status: answer.status, code: body['code'], body, challenge: answer.headers.get('www-authenticate') }
}

const mint = (order: Readonly<Record<string, unknown>>): Promise<string> => system().mint(order)

/** A token for somebody who may read payments, taken apart. */
async function parts(): Promise<readonly [header: string, payload: string, signature: string]> {
  const [header = '', payload = '', signature = ''] = (await mint({ scope: 'read:payments' })).split('.')
  return [header, payload, signature]
}

function change(part: string, members: Readonly<Record<string, unknown>>): string {
  const value = JSON.parse(Buffer.from(part, 'base64url').toString()) as object
  return Buffer.from(JSON.stringify({ ...value, ...members })).toString('base64url')
}

interface Security {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security: readonly object[] }>>>>
}

async function securityOf(path: string): Promise<readonly object[] | undefined> {
  const document = (await (await system().fetch('/openapi.json')).json()) as Security
  return document.paths[path]?.['get']?.security
}

test('public: anyone is let in, and no token is looked at', async () => {
  expect((await get('/public')).status).toBe(200)
  expect((await get('/public', 'nonsense')).status).toBe(200)
  expect(await securityOf('/public')).toEqual([])
})

test('public with a scheme: the document shows a lock that may stay open', async () => {
  expect((await get(DOCUMENT)).status).toBe(200)
  const [open, ...schemes] = (await securityOf('/search/documents/{id}')) ?? []
  expect(open).toEqual({})
  expect(schemes).toContainEqual({ implicit: [] })
})

test('secure: a good token is let in, and the handler knows whose it is', async () => {
  expect(await get('/me', await system().token({ user: 'reader' }))).toMatchObject({
    status: 200,
    body: { email: 'reader@example.com', kind: 'user' },
  })
})

test('secure, on purpose not as before: a missing token is 401 with a challenge, not 403', async () => {
  expect(await get('/me')).toMatchObject({
    status: 401,
    code: 'token_missing',
    challenge: expect.stringMatching(/^Bearer realm="gatehouse"/),
  })
})

test('a guard whose handler does not use the user guards all the same', async () => {
  expect(await get('/secure')).toMatchObject({ status: 401, code: 'token_missing' })
  expect((await get('/secure', await system().token({ scope: 'read:reports' }))).status).toBe(200)
})

test('scoped: the scope is let in, another is 403 with the name of the one that is missing', async () => {
  expect((await get('/payments', await system().token({ scope: 'read:payments' }))).status).toBe(200)
  expect(await get('/payments', await system().token({ scope: 'write:payments' }))).toMatchObject({
    status: 403,
    code: 'scope_missing',
    body: { required: ['read:payments'] },
  })
})

test('a user model of one’s own: the claims that the project declares are in it, and one of another type is left out', async () => {
  const claims = { 'https://gatehouse.local/name': 'Ada', 'https://gatehouse.local/roles': ['clerk', 'auditor'] }
  const { body } = await get('/me', await mint({ claims }))
  expect(body['profile']).toEqual({ name: 'Ada', roles: ['clerk', 'auditor'] })
  const wrong = { 'https://gatehouse.local/name': 7, 'https://gatehouse.local/roles': ['clerk', 7] }
  expect(await get('/me', await mint({ claims: wrong }))).toMatchObject({ status: 200, body: { profile: {} } })
})

test('guest: let in without a token, and known with one', async () => {
  expect((await get(DOCUMENT)).body).toMatchObject({ whole: expect.any(Boolean) })
  expect(await get(DOCUMENT, await system().token({}))).toMatchObject({ status: 200, body: { whole: true } })
})

test('guest, on purpose not as before: a bad token is refused and not taken for a guest', async () => {
  expect(await get(DOCUMENT, await mint({ expiresInSeconds: -60 }))).toMatchObject({
    status: 401,
    code: 'token_expired',
  })
  expect(await get(DOCUMENT, 'nonsense')).toMatchObject({ status: 401, code: 'token_malformed' })
})

test('a machine with the scope is let in', async () => {
  const token = await system().token({ machine: true, scope: 'read:payments write:search' })
  expect((await get('/payments', token)).status).toBe(200)
  expect(await get('/search/documents', token)).toMatchObject({ status: 200, body: { documents: expect.any(Array) } })
  expect((await get('/me', token)).body).toMatchObject({ kind: 'machine', id: 'local-machine@clients', email: null })
})

test('a machine without the scope is 403', async () => {
  const token = await mint({ client: 'local-machine', scope: 'read:reports', claims: { permissions: [] } })
  expect(await get('/payments', token)).toMatchObject({ status: 403, code: 'scope_missing' })
})

test('a user with the permission but without the scope is 403, and in development told so', async () => {
  const token = await system().token({ user: 'admin' })
  expect((await get('/me', token)).body['permissions']).toContain('read:payments')
  expect(await get('/payments', token)).toMatchObject({
    status: 403,
    code: 'scope_missing',
    body: {
      explanation: {
        found: 'in scope: none; assigned as permission but not requested as scope: "read:payments"',
        documentation: '/docs/errors#scope_missing',
      },
    },
  })
})

test('an expired token is 401', async () => {
  const token = await mint({ scope: 'read:payments', expiresInSeconds: -60 })
  expect(await get('/payments', token)).toMatchObject({ status: 401, code: 'token_expired' })
})

test('a token for another audience is 401', async () => {
  const token = await mint({ scope: 'read:payments', claims: { aud: 'https://other.example' } })
  expect(await get('/payments', token)).toMatchObject({ status: 401, code: 'token_audience' })
})

test('a token whose payload was tampered with is 401', async () => {
  const [header, payload, signature] = await parts()
  const forged = `${header}.${change(payload, { sub: 'auth0|somebody-else' })}.${signature}`
  expect(await get('/payments', forged)).toMatchObject({ status: 401, code: 'token_signature' })
})

test('a token whose header was tampered with is 401', async () => {
  const [header, payload, signature] = await parts()
  const forged = `${change(header, { typ: 'at+jwt' })}.${payload}.${signature}`
  expect(await get('/payments', forged)).toMatchObject({ status: 401, code: 'token_signature' })
})

test('a token of another tenant is 401', async () => {
  const token = await mint({ scope: 'read:payments', key: 'unlisted', claims: { iss: 'https://other.example/' } })
  expect(await get('/payments', token)).toMatchObject({ status: 401, code: 'token_issuer' })
})

test('a token without a key id is 401', async () => {
  const token = await mint({ scope: 'read:payments', header: { kid: null } })
  expect(await get('/payments', token)).toMatchObject({ status: 401, code: 'token_key_unknown' })
})

test('an email that is required is there, in the namespace of the tenant', async () => {
  const token = await system().token({ user: 'reader', scope: 'read:payments' })
  expect(await get('/payments/none/receipt', token)).toMatchObject({ status: 404, code: 'not_found' })
})

test('an email that is required and missing is 403', async () => {
  const token = await mint({ scope: 'read:payments', claims: { [EMAIL]: null } })
  expect(await get('/payments/none/receipt', token)).toMatchObject({ status: 403, code: 'email_missing' })
})
