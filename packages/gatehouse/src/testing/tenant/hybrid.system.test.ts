import { base64url } from 'jose'
import { expect, test } from 'vitest'
import {
  APP,
  AUDIENCE,
  Browser,
  CALLBACK,
  control,
  exchange,
  fragment,
  location,
  text,
  useTenant,
  verify,
} from './harness.ts'

useTenant()

const REQUEST = { audience: AUDIENCE, scope: 'openid read:payments offline_access', nonce: 'n', state: 's' }

async function leftHalfHash(value: unknown): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text(value)))
  return base64url.encode(new Uint8Array(digest).slice(0, 16))
}

test.each([
  ['code id_token', ['code', 'id_token', 'state']],
  ['code token', ['access_token', 'code', 'expires_in', 'scope', 'state', 'token_type']],
  ['token id_token code', ['access_token', 'code', 'expires_in', 'id_token', 'scope', 'state', 'token_type']],
])('the hybrid type "%s" answers in the fragment with all that it names', async (type, members) => {
  const back = await new Browser().logIn({ ...REQUEST, response_type: type })
  expect(back.search).toBe('')
  expect(Object.keys(fragment(back)).sort()).toEqual(members)
})

test('the id token of a hybrid answer names the code and the access token that came with it', async () => {
  const answer = fragment(await new Browser().logIn({ ...REQUEST, response_type: 'code id_token token' }))
  const { claims } = await verify(answer['id_token'], { audience: 'local-app' })
  expect(claims).toMatchObject({
    nonce: 'n',
    c_hash: await leftHalfHash(answer['code']),
    at_hash: await leftHalfHash(answer['access_token']),
  })
})

test('the code of a hybrid answer is exchanged for tokens, with the refresh token that the browser never saw', async () => {
  const answer = fragment(await new Browser().logIn({ ...REQUEST, response_type: 'code id_token' }))
  const fields = { grant_type: 'authorization_code', redirect_uri: CALLBACK, code: answer['code'] ?? '' }
  const { status, json } = await exchange({ ...APP, ...fields })
  expect(status).toBe(200)
  expect(json).toMatchObject({ refresh_token: expect.any(String) as string, scope: REQUEST.scope })
})

test('a hybrid answer with an id token needs a nonce, and its mistakes come back in the fragment', async () => {
  const back = location(await new Browser().authorize({ response_type: 'code id_token', state: 's' }))
  expect(fragment(back)).toMatchObject({ error: 'invalid_request', state: 's' })
})

test('a client that lacks one of the two grants of a hybrid type is not authorized', async () => {
  await control('PATCH', '/clients/local-machine', { callbacks: [CALLBACK] })
  const params = { client_id: 'local-machine', response_type: 'code token' }
  expect(fragment(location(await new Browser().authorize(params)))).toMatchObject({ error: 'unauthorized_client' })
})
