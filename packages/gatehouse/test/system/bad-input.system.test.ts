// Tests requests of hostile or faulty clients, each refused with its own code.
import { Buffer } from 'node:buffer'
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { errorsOf } from '../../src/testing/challenge.ts'
import { bearer, startSystem, type System } from '../../src/testing/system.ts'
import { domainWorkerName } from '../../src/project/config-files.ts'

let system: System
beforeAll(async () => {
  // As in production: nobody is told what was found.
  system = await startSystem({ vars: { GATEHOUSE_EXPLAIN_REFUSALS: 'false' } })
})
afterAll(async () => {
  await system.stop()
})

interface Problem {
  readonly status: number
  readonly code: string
  readonly requestId: string
}

async function refusalOf(headers: Readonly<Record<string, string>>, path = '/payments') {
  onTestFailed(() => system.harness.debug())
  const answer = await system.fetch(path, { headers })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const problem = (await answer.json()) as Problem
  expect(problem.status).toBe(answer.status)
  expect(problem.requestId).not.toBe('')
  expect(problem).not.toHaveProperty('explanation')
  return {
    status: answer.status,
    code: problem.code,
    challenge: errorsOf(answer),
    problem,
  }
}

function challengeWith(error: string): string {
  return `Bearer realm="gatehouse", error="${error}", ${PROOFS}, error="${error}"`
}

async function mint(order: Readonly<Record<string, unknown>>): Promise<string> {
  return String((await system.control('POST', 'mint', { user: 'reader@example.com', ...order }))['token'])
}

const PROOFS = 'DPoP algs="ES256 RS256 PS256 Ed25519 EdDSA"'
const PLAIN = `Bearer realm="gatehouse", ${PROOFS}`
const INVALID = challengeWith('invalid_token')
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('an Authorization header', () => {
  test.each([
    ['of another scheme is no token', 'Basic dXNlcjpwYXNz', 401, 'token_missing', PLAIN],
    ['without a token is malformed', 'Bearer ', 401, 'token_malformed', INVALID],
    ['with random bytes is malformed', 'Bearer %%%%', 401, 'token_malformed', INVALID],
    ['with an opaque token is malformed', 'Bearer b3BhcXVlIHRva2Vu', 401, 'token_malformed', INVALID],
    [
      'with five parts is malformed',
      `Bearer ${encode({ alg: 'dir', enc: 'A256GCM' })}.a.b.c.d`,
      401,
      'token_malformed',
      INVALID,
    ],
    [
      'with alg none is refused for its algorithm',
      `Bearer ${encode({ alg: 'none' })}.${encode({})}.`,
      401,
      'token_algorithm',
      INVALID,
    ],
    ['of 20 KiB is too large', `Bearer ${'a'.repeat(20 * 1024)}`, 431, 'header_too_large', null],
    [
      'with two tokens is ambiguous',
      'Bearer a.b.c, Bearer d.e.f',
      400,
      'token_ambiguous',
      challengeWith('invalid_request'),
    ],
  ] as const)('%s', async (_title, authorization, status, code, challenge) => {
    expect(await refusalOf({ authorization })).toMatchObject({ status, code, challenge })
  })

  test('sent twice is ambiguous', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(`${system.url}/payments`, (answer) => {
        let text = ''
        answer.on('data', (chunk) => (text += String(chunk)))
        answer.on('end', () => resolve(text))
      })
      request.on('error', reject)
      request.setHeader('authorization', ['Bearer a.b.c', 'Bearer d.e.f'])
      request.end()
    })
    expect(JSON.parse(body)).toMatchObject({ code: 'token_ambiguous' })
  })

  test('is the only place where a token is looked for', async () => {
    const token = await system.token({ user: 'reader', scope: 'read:payments' })
    expect(await refusalOf({}, `/payments?access_token=${token}`)).toMatchObject({ status: 401, code: 'token_missing' })
  })
})

describe('a token', () => {
  test.each([
    ['of another issuer', { claims: { iss: 'https://evil.example/' } }, 'token_issuer'],
    ['for another audience', { claims: { aud: 'https://other.example' } }, 'token_audience'],
    ['that has expired', { expiresInSeconds: -60 }, 'token_expired'],
    ['that is not yet valid', { claims: { nbf: 4_000_000_000, exp: 4_000_000_060 } }, 'token_not_yet_valid'],
    ['that is an id token', { kind: 'id' }, 'token_not_access'],
    ['signed HS256 with the public key', { alg: 'HS256-with-public-key' }, 'token_algorithm'],
    ['with an unknown kid', { key: 'unlisted' }, 'token_key_unknown'],
  ])('%s is refused by its own code', async (_title, order, code) => {
    expect(await refusalOf(bearer(await mint(order)))).toMatchObject({ status: 401, code, challenge: INVALID })
  })

  test('with a listed kid but a stranger’s signature is refused for its signature', async () => {
    const { current: kid } = await system.control('GET', 'keys')
    expect(await refusalOf(bearer(await mint({ key: 'unlisted', header: { kid } })))).toMatchObject({
      status: 401,
      code: 'token_signature',
    })
  })

  test.each(['auth0', 'rfc9068'])('of the profile %s is accepted', async (profile) => {
    const token = await mint({ profile, scope: 'read:payments' })
    expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
  })

  test('signed PS256 is accepted', async () => {
    const token = await mint({ alg: 'PS256', scope: 'read:payments' })
    expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
  })

  test('shows nothing of itself in the refusal', async () => {
    const token = await mint({ claims: { aud: 'https://secret-audience.example', iss: undefined } })
    const { problem } = await refusalOf(bearer(token))
    expect(JSON.stringify(problem)).not.toMatch(/secret-audience|reader@example|google-oauth2/)
  })
})

test('a domain explains no more than the gateway does', async () => {
  const payments = system.harness.getWorker(domainWorkerName('payments'))
  const token = await mint({ scope: 'write:payments' })
  for (const headers of [{}, bearer(token), bearer('nonsense')]) {
    const problem = await (await payments.fetch('/payments', { headers })).json()
    expect(problem).toMatchObject({ code: expect.stringMatching(/^(token|scope)_/) })
    expect(problem).not.toHaveProperty('explanation')
  }
})

describe('a body', () => {
  test.each([
    ['that is not JSON', '{"amount":', { in: 'body', path: '' }],
    ['that fails the schema', '{"amount":-5,"currency":"EUR"}', { in: 'body', path: 'amount' }],
  ])('%s is refused with what is wrong and where', async (_title, body, error) => {
    const token = await mint({ scope: 'write:payments' })
    const answer = await system.fetch('/payments', {
      method: 'POST',
      headers: { ...bearer(token), 'content-type': 'application/json' },
      body,
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'request_invalid', errors: [expect.objectContaining(error)] })
  })

  test('that is bad is not looked at before the token', async () => {
    const answer = await system.fetch('/payments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    })
    expect(answer.status).toBe(401)
  })
})
