// Tests the exchange of a token for a domain: which tokens of it the gateway takes, and that the new one is for one audience alone.
import { beforeAll, expect, test, vi } from 'vitest'
import { forAudience, Gate, signedIn } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { makeClient } from '../../testing/access/proofs.ts'
import {
  AUDIENCE,
  ISSUER,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  PLAIN,
  requestWith,
  type SigningKey,
} from '../../testing/access/support.ts'
import { allowedExchanges } from './allowed-exchanges.ts'
import { exchangeForDomain } from './exchange-for-domain.ts'

const RULE = { audience: 'https://reports.example', scopes: [] }
const ALLOWED = allowedExchanges({
  services: [
    { name: 'reports', binding: 'REPORTS', exchange: { ...RULE, scopes: ['read:reports'] } },
    { name: 'search', binding: 'SEARCH' },
  ],
  settings: {
    exchanges: [
      { audience: 'https://statements.example', scopes: ['read:statements'] },
      { ...RULE, scopes: ['write:reports'] },
    ],
  },
})

let key: SigningKey
beforeAll(async () => {
  key = await makeKey('ours')
})

async function exchange(
  authorization: string,
  dpop: string | null = null,
  refusal: ProblemError | null = null,
  rule: unknown = RULE,
) {
  // The gateway has taken the proof of the request already.
  const { gate, background } = openGate([key], { mode: 'allowed', replay: { claim: async () => false } })
  const tokenFor = vi.fn(async () => (refusal === null ? 'd.e.f' : Promise.reject(refusal)))
  const domains = { gate, source: async () => ({ tokenFor }), allowed: ALLOWED }
  const answer = await exchangeForDomain({ authorization, dpop }, rule, domains, background)
  return { answer, asked: tokenFor.mock.calls }
}

test('a good token is exchanged', async () => {
  const token = await mint(key, {})
  const { answer, asked } = await exchange(`Bearer ${token}`)
  expect(answer).toEqual({ authorization: 'Bearer d.e.f' })
  expect(asked).toEqual([[{ token, subject: 'auth0|1', issuer: ISSUER }, RULE, expect.anything()]])
})

test('a bound token is exchanged with its proof, and never without it', async () => {
  const client = await makeClient()
  const bound = await mint(key, { cnf: { jkt: client.thumbprint } })
  expect((await exchange(`DPoP ${bound}`, await client.prove(bound))).answer).toHaveProperty('authorization')
  const other = await makeClient()
  for (const dpop of [null, await other.prove(bound)]) {
    const { answer, asked } = await exchange(`DPoP ${bound}`, dpop)
    expect([answer, asked]).toEqual([{ code: 'proof_invalid', retryAfterSeconds: null }, []])
  }
  expect((await exchange(`Bearer ${bound}`)).answer).toMatchObject({ code: 'proof_required' })
})

test.each([
  ['for another audience', { aud: 'https://reports.example' }, 'token_audience'],
  ['that has expired', { exp: 1 }, 'token_expired'],
])('a token %s is not exchanged', async (_, claims, code) => {
  const { answer, asked } = await exchange(`Bearer ${await mint(key, claims)}`)
  expect([answer, asked]).toEqual([{ code, retryAfterSeconds: null }, []])
})

test.each([
  RULE,
  { ...RULE, scopes: ['read:reports', 'write:reports'] },
  { audience: 'https://statements.example', scopes: ['read:statements'] },
])('a token is exchanged for what a service or a setting names: %j', async (rule) => {
  const { answer, asked } = await exchange(`Bearer ${await mint(key, {})}`, null, null, rule)
  expect(answer).toEqual({ authorization: 'Bearer d.e.f' })
  expect(asked).toEqual([[expect.anything(), rule, expect.anything()]])
})

test.each([
  { ...RULE, audience: 'https://tenant.example/api/v2/' },
  { ...RULE, scopes: ['read:reports', 'read:users'] },
  { ...RULE, scopes: ['read:statements'] },
  { ...RULE, scopes: 'read:reports' },
  { ...RULE, scopes: [['read:reports']] },
  { audience: RULE.audience },
  { ...RULE, audience: [RULE.audience] },
  null,
])('the tenant is not asked for what no service and no setting names: %j', async (rule) => {
  const { answer, asked } = await exchange(`Bearer ${await mint(key, {})}`, null, null, rule)
  expect([answer, asked]).toEqual([{ code: 'token_exchange_refused', retryAfterSeconds: null }, []])
})

test('a refusal reaches the domain with the time to wait', async () => {
  const refusal = new ProblemError('token_exchange_limited', { retryAfterSeconds: 3 })
  const { answer } = await exchange(`Bearer ${await mint(key, {})}`, null, refusal)
  expect(answer).toEqual({ code: 'token_exchange_limited', retryAfterSeconds: 3 })
})

test('a domain with an audience of its own takes no other token', async () => {
  const { source, clock, background } = openGate([key])
  const observer = { adopted: () => undefined, failed: () => undefined }
  const gate = new Gate({ source: forAudience(source, RULE.audience), clock, observer, binding: PLAIN })
  const admit = async (aud: string) =>
    await outcomeOf(gate.admit(signedIn, requestWith(`Bearer ${await mint(key, { aud })}`), background))
  expect([await admit(RULE.audience), await admit(AUDIENCE)]).toEqual(['passes', 'token_audience'])
})
