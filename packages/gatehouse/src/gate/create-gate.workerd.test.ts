// Tests a gate with its own keys, and which tokens that are bound to a key a guarded Worker accepts.
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { anyone, guest, scopes, type TrustDocument, type TrustSource } from '../access/index.ts'
import { createDomain } from '../http/domain.ts'
import { guard, type GuardOptions } from '../http/worker-guard.ts'
import { makeClient, memoryOfProofs, URL_OF_REQUEST } from '../testing/access/proofs.ts'
import { AUDIENCE, ISSUER, makeKey, type Members, mint } from '../testing/access/support.ts'
import { FakeKv, KV_NAME } from '../testing/access/tenant.ts'
import { createGate } from './create-gate.ts'

const key = await makeKey('ours')
const client = await makeClient()

function now(): number {
  return Math.floor(Date.now() / 1000)
}

async function tokenWith(claims: Members = {}): Promise<string> {
  return await mint(key, { iat: now(), nbf: now(), exp: now() + 60, scope: 'read:reports', ...claims })
}

// As another isolate has stored it: no request goes to the issuer.
function kvWithKeys(): FakeKv {
  const kv = new FakeKv()
  kv.values.set(KV_NAME, JSON.stringify({ fetchedAt: now(), keys: [key.publicKey] }))
  return kv
}

function gateWith(more: Partial<Parameters<typeof createGate>[0]> = {}) {
  return createGate({ issuer: 'tenant.example', audience: AUDIENCE, kv: kvWithKeys(), ...more })
}

async function call(
  options: GuardOptions,
  headers: Record<string, string>,
  bindings: object = {},
  policy = scopes('read:reports'),
) {
  const app = new Hono()
  app.get('/payments', guard(policy, options), (c) => c.json({ id: c.var.principal.id }))
  const answer = await app.request(URL_OF_REQUEST, { headers }, bindings)
  const { code = null } = await answer.json<{ code?: string | null }>()
  return { status: answer.status, code }
}

async function provedHeaders(): Promise<Record<string, string>> {
  const token = await tokenWith({ cnf: { jkt: client.thumbprint } })
  return { authorization: `DPoP ${token}`, dpop: await client.prove(token, { iat: now() }) }
}

// What a gateway's KeyService answers, and how often it was asked.
function keyService(explainRefusals = false): TrustSource & { asked: number } {
  const trust = async (): Promise<TrustDocument> => {
    service.asked += 1
    return {
      issuers: [ISSUER],
      audiences: [AUDIENCE],
      clientId: null,
      claimNamespace: null,
      profile: {},
      algorithms: ['RS256'],
      explainRefusals,
      keySets: [{ issuer: ISSUER, keys: [key.publicKey], fetchedAt: now() }],
      softAgeSeconds: 600,
      hardAgeSeconds: 86_400,
      tier: 'binding',
      asked: false,
    }
  }
  const service = { asked: 0, trust, refresh: trust }
  return service
}

describe('a gate with keys of its own', () => {
  test('uses the keys that another isolate has left in KV, and accepts the callers that the policy accepts', async () => {
    const gate = gateWith()
    expect(await call({ gate }, { authorization: `Bearer ${await tokenWith()}` })).toEqual({ status: 200, code: null })
    expect(await call({ gate }, {})).toEqual({ status: 401, code: 'token_missing' })
    expect(await call({ gate }, {}, {}, guest)).toEqual({ status: 200, code: null })
  })

  test('with a memory of proofs takes a token with its proof once, and refuses the proof of another request', async () => {
    const gate = gateWith({ replay: memoryOfProofs() })
    const headers = await provedHeaders()
    expect(await call({ gate }, headers)).toEqual({ status: 200, code: null })
    expect(await call({ gate }, headers)).toEqual({ status: 401, code: 'proof_replayed' })
    const token = await tokenWith({ cnf: { jkt: client.thumbprint } })
    const dpop = await client.prove(token, { iat: now(), htu: 'https://api.example/other' })
    expect(await call({ gate }, { authorization: `DPoP ${token}`, dpop })).toEqual({
      status: 401,
      code: 'proof_invalid',
    })
  })

  test('without a memory of proofs takes no token that is bound to a key', async () => {
    expect(await call({ gate: gateWith() }, await provedHeaders())).toEqual({ status: 401, code: 'token_missing' })
  })

  test.each([
    ['issuer is no domain of a tenant', { issuer: 'http://tenant.example' }],
    ['issuer is missing', { issuer: [] }],
    ['audience is missing', { audience: '' }],
    ['kvSecret has less than 32 characters', { kvSecret: 'short' }],
    ['kv is no KV namespace', { kv: Object(undefined) }],
  ])('says of wrong settings: %s', (sentence, settings) => {
    expect(() => gateWith(settings)).toThrow(TypeError)
    expect(() => gateWith(settings)).toThrow(sentence)
  })
})

describe('a guard over the binding AUTH', () => {
  test('asks the gateway once for all routes of an isolate', async () => {
    const AUTH = keyService()
    for (let calls = 0; calls < 3; calls += 1)
      expect(await call({}, { authorization: `Bearer ${await tokenWith()}` }, { AUTH })).toMatchObject({ status: 200 })
    expect(AUTH.asked).toBe(1)
  })

  test('takes a token that is bound to a key only behind the gateway, which has checked its proof', async () => {
    const AUTH = keyService()
    expect(await call({}, await provedHeaders(), { AUTH })).toEqual({ status: 401, code: 'token_missing' })
    expect(await call({ behindGateway: true }, await provedHeaders(), { AUTH })).toEqual({ status: 200, code: null })
    const { authorization } = await provedHeaders()
    const refused = await call({ behindGateway: true }, { authorization: `${authorization}` }, { AUTH })
    expect(refused).toEqual({ status: 401, code: 'proof_invalid' })
  })

  test.each([true, false])('says how a token was verified only where refusals are explained: %s', async (is) => {
    const app = new Hono()
    app.get('/payments', guard(scopes('read:reports')), (c) => c.text(''))
    const init = { headers: { authorization: `Bearer ${await tokenWith()}` } }
    const { status, headers } = await app.request(URL_OF_REQUEST, init, { AUTH: keyService(is) })
    expect([status, headers.get('cache-control'), headers.has('server-timing')]).toEqual([200, 'no-store', is])
  })

  test('answers 500 without the binding, but for what anyone may call', async () => {
    expect(await call({}, {})).toEqual({ status: 500, code: 'internal' })
    expect(await call({}, {}, {}, anyone)).toEqual({ status: 200, code: null })
  })
})

test('an audience that is empty is an error of the project, and never that of the gateway', () => {
  const empty = { audience: '' }
  expect(() => guard(anyone, empty)).toThrow('audience is empty')
  expect(() => createDomain({ ...empty, routes: [], handlers: {} })).toThrow('audience is empty')
})
