// Tests that a service with tokens of its own never sees the token of a caller.
import { expect, test } from 'vitest'
import { NO_TOKEN, NOBODY, type Verdict } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { exchangeCredential } from './exchanged-token.ts'

const ISSUER = 'https://tenant.example/'
const RULE = { audience: 'https://reports.example', scopes: ['read:reports'] }
const VERIFIED: Verdict = {
  ...NO_TOKEN,
  tier: 'memory',
  principal: { ...NOBODY, id: 'auth0|1', claims: { iss: ISSUER } },
}
const background = { waitUntil: () => undefined }

async function headersAfter(authorization: string | null, verdict: Verdict | null, answer: () => Promise<string>) {
  const asked: unknown[] = []
  const headers = new Headers({ dpop: 'proof', authorization: 'Basic secret-of-the-service' })
  const tokenFor = async (...parts: readonly unknown[]): Promise<string> => {
    asked.push(...parts.slice(0, 2))
    return await answer()
  }
  const work = exchangeCredential(headers, { verdict, background, credential: authorization }, RULE, async () => ({
    tokenFor,
  }))
  const outcome = await work.catch((error: unknown) => error)
  return { sent: Object.fromEntries(headers), asked, outcome }
}

test.each(['Bearer a.b.c', 'bearer  a.b.c', 'DPoP a.b.c'])('the token in %j is exchanged', async (authorization) => {
  const { sent, asked } = await headersAfter(authorization, VERIFIED, async () => 'd.e.f')
  expect(sent).toEqual({ authorization: 'Bearer d.e.f' })
  expect(asked).toEqual([{ token: 'a.b.c', subject: 'auth0|1', issuer: ISSUER }, RULE])
})

test.each([
  ['a guest without a token', null, NO_TOKEN],
  ['a route that reads no token', 'Bearer a.b.c', NO_TOKEN],
  ['a request that nobody has judged', 'Bearer a.b.c', null],
])('%s reaches the service without a token', async (_, authorization, verdict) => {
  const { sent, asked } = await headersAfter(authorization, verdict, async () => 'd.e.f')
  expect([sent, asked]).toEqual([{}, []])
})

async function refuse(): Promise<never> {
  return await Promise.reject(new ProblemError('token_exchange_refused'))
}

test('a refused exchange leaves no token in the request', async () => {
  const { sent, outcome } = await headersAfter('Bearer a.b.c', VERIFIED, refuse)
  expect(sent).toEqual({})
  expect(outcome).toMatchObject({ code: 'token_exchange_refused' })
})
