// Tests a call from a domain with a token of the other service, which the gateway gets by an exchange.
import { HTTPException } from 'hono/http-exception'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../access/index.ts'
import { callService } from './call-service.ts'
import type { ExchangeAnswer, TokenExchanger } from './exchange-rule.ts'

const NEVER = new Promise<never>(() => undefined)
const STILL: Clock = { now: () => 0, sleep: async () => await NEVER }
const URL_OF_CALL = 'https://api.example/payments?limit=10'
const CALLER = { authorization: 'DPoP a.b.c', dpop: 'x.y.z', 'cf-ray': 'ray-1' }
const PROBLEM = {
  'content-type': 'application/problem+json',
  'www-authenticate': 'Bearer error="insufficient_scope", scope="write:statements"',
}

async function granted(): Promise<ExchangeAnswer> {
  return await Promise.resolve({ authorization: 'Bearer d.e.f' })
}

function forbidden(): Response {
  return new Response('why', { status: 403, headers: PROBLEM })
}

describe('a call with a token of the other service', () => {
  const rule = { audience: 'https://statements.example', scopes: ['read:statements'] }

  async function exchangedCall(
    answer: () => Promise<ExchangeAnswer>,
    {
      reply = () => new Response(),
      sent = CALLER,
      clock = STILL,
    }: { reply?: () => Response; sent?: object; clock?: Clock } = {},
  ) {
    const orders: unknown[] = []
    const requests: Request[] = []
    const AUTH: TokenExchanger = {
      exchange: async (...order) => {
        orders.push(order)
        return await answer()
      },
    }
    const c = { req: { raw: { headers: new Headers({ ...sent }) } }, var: { requestId: 'r-1' }, env: { AUTH } }
    const fetch = async (request: Request): Promise<Response> => {
      requests.push(request)
      return reply()
    }
    const outcome = await callService({ fetch }, new Request(URL_OF_CALL), c, { clock, exchange: rule }).catch(
      (error: unknown) => error,
    )
    return { outcome, orders, requests }
  }

  test('has neither the token nor the proof of the caller, which the gateway gets', async () => {
    const { requests, orders } = await exchangedCall(granted)
    const [request] = requests
    expect(request?.headers.get('authorization')).toBe('Bearer d.e.f')
    expect(request?.headers.get('dpop')).toBeNull()
    expect(request?.headers.get('cf-ray')).toBe('ray-1')
    expect(orders).toEqual([[{ authorization: 'DPoP a.b.c', dpop: 'x.y.z' }, rule]])
  })

  test('is made without a token for a caller who has none', async () => {
    const { requests, orders } = await exchangedCall(() => Promise.reject(new Error('asked')), { sent: {} })
    expect([requests[0]?.headers.get('authorization'), orders]).toEqual([null, []])
  })

  test.each<[string, () => Promise<ExchangeAnswer>, object]>([
    [
      'the tenant refuses',
      async () => ({ code: 'token_exchange_refused', retryAfterSeconds: null }),
      { code: 'token_exchange_refused' },
    ],
    [
      'the tenant limits',
      async () => ({ code: 'token_exchange_limited', retryAfterSeconds: 7 }),
      { code: 'token_exchange_limited', facts: { retryAfterSeconds: 7 } },
    ],
    [
      'the gateway says what is unknown',
      async () => ({ code: 'x', retryAfterSeconds: null }),
      { code: 'tenant_unavailable' },
    ],
    ['the gateway fails', () => Promise.reject(new Error('no such method')), { code: 'tenant_unavailable' }],
  ])('is not made when %s', async (_, answer, problem) => {
    const { outcome, requests } = await exchangedCall(answer)
    expect(outcome).toMatchObject(problem)
    expect(requests).toEqual([])
  })

  test.each<[string, number, string]>([
    ['is a failure of the service when that refuses its token', 401, 'service_failed'],
    ['is refused when its token lacks a scope', 403, 'token_exchange_refused'],
  ])('%s, and reads no more of the answer', async (_, status, code) => {
    const cancelled: unknown[] = []
    const body = new ReadableStream({ cancel: (reason) => void cancelled.push(reason) })
    const headers = { ...PROBLEM, 'x-problem-code': 'scope_missing' }
    const reply = (): Response => new Response(body, { status, headers })
    const { outcome } = await exchangedCall(granted, { reply })
    expect(outcome).toMatchObject({ code })
    expect(cancelled).toHaveLength(1)
  })

  test('throws another refusal of the service without its challenge', async () => {
    const { outcome } = await exchangedCall(granted, { reply: forbidden })
    const answer = outcome instanceof HTTPException ? outcome.getResponse() : Response.error()
    expect([answer.status, await answer.text()]).toEqual([403, 'why'])
    expect(Object.fromEntries(answer.headers)).toEqual({ 'content-type': 'application/problem+json' })
  })

  test('fails for the tenant when there is no token in 18 s, and the service is not asked', async () => {
    const clock: Clock = { now: () => 0, sleep: async (millis) => (millis === 18_000 ? undefined : await NEVER) }
    const { outcome, requests } = await exchangedCall(async () => await NEVER, { clock })
    expect(outcome).toMatchObject({ code: 'tenant_unavailable' })
    expect(requests).toEqual([])
  })

  test('has all of its time after an exchange that took longer', async () => {
    const slept: number[] = []
    let now = 0
    const clock: Clock = {
      now: () => now,
      sleep: (millis) => {
        slept.push(millis)
        return new Promise(() => undefined)
      },
    }
    const slow = async (): Promise<ExchangeAnswer> => {
      now = 12_000
      return await granted()
    }
    const { outcome } = await exchangedCall(slow, { clock })
    expect(outcome).toMatchObject({ status: 200 })
    expect(slept).toEqual([18_000, 5_000, 5_000])
  })

  test('needs the binding to the gateway', async () => {
    const c = { req: { raw: { headers: new Headers(CALLER) } }, var: { requestId: 'r-1' } }
    const work = callService({ fetch: async () => new Response() }, new Request(URL_OF_CALL), c, { exchange: rule })
    await expect(work).rejects.toThrow('needs the binding AUTH')
  })
})
