// Measures the cost of one request, in numbers that do not depend on the machine: the real gateway and a real domain in one isolate, with
// a count of every object that they create and every request that they send.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Gate, type TrustSource } from '../access/index.ts'
import { systemClock } from '../http/clock.ts'
import { createDomain, type DomainBindings } from '../http/domain.ts'
import { TABLE } from '../../test/application/src/generated/table.ts'
import { createApp } from './app.ts'
import { Recorder } from './telemetry/recorder.ts'
import { SubjectHash } from './edge/subject-hash.ts'
import { noLogin } from '../tenant/login/lazy-login.ts'
import { CallCounter } from './edge/rate-limits.ts'
import { KeyStore } from '../tenant/keys/key-store.ts'
import { listPayments } from '../../test/application/workers/payments/contract.ts'
import { noExchange } from '../testing/access/no-exchange.ts'
import { noWebhooks } from '../testing/access/no-webhooks.ts'
import { mint, makeKey, RecordingBackground, type SigningKey } from '../testing/access/support.ts'
import { configurationOf, FakeKv, jwksOf } from '../testing/access/tenant.ts'

/** The objects that were created by either Worker. */
interface Cost {
  requests: number
  responses: number
  headers: number
  verifications: number
}

const NOTHING: Cost = { requests: 0, responses: 0, headers: 0, verifications: 0 }

const routes = [listPayments] as const

let key: SigningKey
beforeAll(async () => {
  key = await makeKey('ours')
})

// The cost belongs to the Worker that runs: to the domain while it answers, else to the gateway.
let payer: Cost | null = null

function counted<Made extends object>(make: new (...parts: never[]) => Made, of: keyof Cost) {
  return new Proxy(make, {
    construct(target, parts, newTarget: new () => object): object {
      if (payer !== null) payer[of] += 1
      return Reflect.construct(target, parts, newTarget) as object
    },
  })
}

beforeEach(() => {
  vi.stubGlobal('Request', counted(Request, 'requests'))
  vi.stubGlobal('Response', counted(Response, 'responses'))
  vi.stubGlobal('Headers', counted(Headers, 'headers'))
  vi.spyOn(console, 'info').mockImplementation(() => undefined)
  const verify = crypto.subtle.verify.bind(crypto.subtle)
  vi.spyOn(crypto.subtle, 'verify').mockImplementation((...parts: Parameters<SubtleCrypto['verify']>) => {
    if (payer !== null) payer.verifications += 1
    return verify(...parts)
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function open() {
  const background = new RecordingBackground()
  const context = Object.assign(background, { passThroughOnException: () => undefined, props: {} })
  const kv = new FakeKv()
  const configuration = configurationOf()
  let tenantRequests = 0
  const store = new KeyStore({
    configuration,
    store: kv,
    clock: systemClock,
    background,
    fetch: async () => {
      tenantRequests += 1
      return new Response(jwksOf(key.publicKey))
    },
    log: () => undefined,
  })
  const observer = { adopted: () => undefined, failed: () => undefined }
  const gate = new Gate({ source: store, clock: systemClock, observer, binding: { mode: 'allowed', replay: null } })
  let bindingCalls = 0
  const keyService = async () => {
    bindingCalls += 1
    return { ...(await gate.ring.trust(background)), tier: 'binding' } as const
  }
  const AUTH: TrustSource = { trust: keyService, refresh: keyService }
  const domain = createDomain<DomainBindings, typeof routes>({
    routes,
    handlers: { listPayments: (c) => c.json({ payments: [], nextCursor: null }, 200) },
  })

  const service = { cost: { ...NOTHING }, request: null as Request | null, answer: null as Response | null }
  const gateway = createApp({
    table: TABLE,
    tenant: {
      settings: configuration,
      findings: [],
      configuration: () => configuration,
      gate,
      exchange: noExchange(),
      login: noLogin(),
      inspect: () => ({ ...gate.inspect(), ...store.inspect() }),
      trust: (background) => gate.ring.trust(background),
    },
    recorder: new Recorder(new SubjectHash(configuration.logSalt), undefined),
    counter: new CallCounter(() => ({ limit: async () => ({ success: true }) })),
    assets: { fetch: () => Promise.reject(new Error('no assets here')) },
    origin: () => undefined,
    webhooks: noWebhooks(),
    service: () => ({
      async fetch(request) {
        const caller = payer
        payer = service.cost
        service.request = request
        service.answer = await domain.fetch(request, { AUTH }, context)
        payer = caller
        return service.answer
      },
    }),
  })

  /** Sends a request and returns its cost. */
  return async (token: string) => {
    await background.finished()
    const before = { kvReads: kv.reads, kvWrites: kv.writes, tenantRequests, bindingCalls }
    // In the form that Cloudflare delivers.
    const headers = {
      authorization: `Bearer ${token}`,
      'cf-ray': '8f1c2d3e4f5a6b7c-FRA',
      'cf-connecting-ip': '203.0.113.7',
    }
    const request = new Request('https://api.example/payments', { headers })
    Object.defineProperty(request, 'cf', { value: { colo: 'FRA' } })
    service.cost = { ...NOTHING }
    const cost = { ...NOTHING }
    payer = cost
    const answer = await gateway.fetch(request, {}, context)
    payer = null
    expect(answer.status).toBe(200)
    return {
      gateway: cost,
      domain: service.cost,
      asked: {
        kvReads: kv.reads - before.kvReads,
        kvWrites: kv.writes - before.kvWrites,
        tenantRequests: tenantRequests - before.tenantRequests,
        bindingCalls: bindingCalls - before.bindingCalls,
      },
      sameRequest: service.request === request,
      sameAnswer: service.answer === answer,
    }
  }
}

async function newToken(): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return await mint(key, { iat: now, exp: now + 3600, scope: 'read:payments', jti: crypto.randomUUID() })
}

const NOBODY_ASKED = { kvReads: 0, kvWrites: 0, tenantRequests: 0, bindingCalls: 0 }

describe('a request with a remembered token', () => {
  test('costs no signature and no request, and creates nothing but the response and its headers', async () => {
    const send = open()
    const token = await newToken()
    await send(token)
    for (let sent = 0; sent < 3; sent += 1) {
      const { gateway, domain, asked } = await send(token)
      expect(gateway).toEqual(NOTHING)
      // A Response is made out of Headers for less than out of an object.
      expect(domain).toEqual({ ...NOTHING, responses: 1, headers: 1 })
      expect(asked).toEqual(NOBODY_ASKED)
    }
  })

  test('reaches the domain as the very object that came in, and so does the response on its way back', async () => {
    const send = open()
    const token = await newToken()
    expect(await send(token)).toMatchObject({ sameRequest: true, sameAnswer: true })
    expect(await send(token)).toMatchObject({ sameRequest: true, sameAnswer: true })
  })
})

describe('a request with a new token', () => {
  test('costs one signature in either Worker, and no request once the keys are there', async () => {
    const send = open()
    await send(await newToken())
    const { gateway, domain, asked } = await send(await newToken())
    expect([gateway.verifications, domain.verifications]).toEqual([1, 1])
    expect(asked).toEqual(NOBODY_ASKED)
  })

  test('costs one read of KV, one question to the tenant and one to the gateway when it is the first of all', async () => {
    const { gateway, domain, asked } = await open()(await newToken())
    expect([gateway.verifications, domain.verifications]).toEqual([1, 1])
    expect(asked).toEqual({ kvReads: 1, kvWrites: 1, tenantRequests: 1, bindingCalls: 1 })
  })
})
