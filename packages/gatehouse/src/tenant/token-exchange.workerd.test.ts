// Tests the exchange of tokens for services: how often the tenant is asked, which answers are taken, and what a caller sees of a refusal.
import { describe, expect, test } from 'vitest'
import { ProblemError } from '../problem/problem-error.ts'
import { Revocations } from '../access/index.ts'
import { encode, FakeClock, RecordingBackground, START_SECONDS } from '../testing/access/support.ts'
import { FakeKv } from '../testing/access/tenant.ts'
import { ExchangePace, TooManyExchanges } from './exchange-pace.ts'
import { ExchangedTokenStore } from './exchanged-token-store.ts'
import { TenantRefusal } from './login/tenant-refusal.ts'
import type { TenantLog } from './tenant-log.ts'
import { TokenExchange } from './token-exchange.ts'

const RULE = { audience: 'https://reports.example', scopes: ['read:reports', 'write:reports'] }
const CALLER = { token: 'a.b.c', subject: 'auth0|1' }
const GOOD = {
  sub: 'auth0|1',
  azp: 'gateway',
  iat: START_SECONDS,
  aud: RULE.audience,
  exp: START_SECONDS + 600,
  act: { sub: 'gateway', act: { sub: 'app' } },
  scope: 'read:reports',
}

function tokensOf(claims: object = {}) {
  const accessToken = `${encode({ alg: 'RS256' })}.${encode({ ...GOOD, ...claims })}.c2ln`
  return { accessToken, expiresAt: START_SECONDS + 600, refreshToken: null, claims: {} }
}

type Answer = (asked: number) => ReturnType<typeof tokensOf> | Promise<never>

/** Opens the exchange of an isolate. @param kv what it shares with others */
function open(answer: Answer, kv: FakeKv | null = null, perSecond = 10_000) {
  const clock = new FakeClock()
  const background = new RecordingBackground()
  const events: string[] = []
  const revocations = new Revocations()
  const log: TenantLog = (event, { fault, error }) => events.push(`${event}: ${String(fault ?? error)}`)
  const forms: Readonly<Record<string, string>>[] = []
  const exchange = new TokenExchange({
    clientId: 'gateway',
    issuers: ['https://login.example.com/', 'https://tenant.example/'],
    clock,
    log,
    isRevoked: (credential) => revocations.revokesCredential(credential),
    pace: new ExchangePace(perSecond, clock),
    store: kv && new ExchangedTokenStore({ store: kv, secret: 'the-secret', clock, log }),
    grant: async (_type, form) => {
      forms.push(form)
      return await answer(forms.length)
    },
  })
  const tokenFor = (caller = CALLER, rule = RULE) => exchange.tokenFor(caller, rule, background)
  return { tokenFor, clock, background, events, forms, revocations }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'passes',
    (error: unknown) => (error instanceof ProblemError ? error.code : String(error)),
  )
}

describe('the tenant is asked', () => {
  test('once for a thousand requests of one caller, and for no more than the service may get', async () => {
    const { tokenFor, forms } = open(() => tokensOf())
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => tokenFor()))
    expect(new Set(tokens).size).toBe(1)
    await tokenFor()
    expect(forms).toEqual([
      {
        subject_token: CALLER.token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        audience: RULE.audience,
        scope: 'read:reports write:reports',
      },
    ])
  })

  test('for each caller, audience and list of scopes', async () => {
    const { tokenFor, forms } = open(() => tokensOf())
    await tokenFor()
    await tokenFor({ ...CALLER, token: 'd.e.f' })
    await tokenFor(CALLER, { ...RULE, scopes: ['read:reports'] })
    expect(await codeOf(tokenFor(CALLER, { ...RULE, audience: 'https://other.example' }))).toBe('tenant_unavailable')
    expect(forms).toHaveLength(4)
  })

  test('for each subject', async () => {
    const { tokenFor } = open(() => tokensOf())
    await tokenFor()
    expect(await codeOf(tokenFor({ ...CALLER, subject: 'auth0|2' }))).toBe('tenant_unavailable')
  })

  test('a minute before the end that the token itself names', async () => {
    const { tokenFor, forms, clock } = open(() => tokensOf({ exp: START_SECONDS + 120 }))
    await tokenFor()
    clock.advance(60)
    await tokenFor()
    expect(forms).toHaveLength(2)
  })

  test('not for a token that has time left, when those that are over make room', async () => {
    const { tokenFor, forms, clock } = open((asked) => tokensOf({ exp: START_SECONDS + (asked === 1 ? 600 : 120) }))
    await tokenFor()
    for (let at = 1; at < 1_000; at++) await tokenFor({ ...CALLER, token: `a.b.${at}` })
    clock.advance(60)
    await tokenFor({ ...CALLER, token: 'd.e.f' })
    await tokenFor()
    expect(forms).toHaveLength(1_001)
  })

  test('again a minute before the end of the token', async () => {
    const { tokenFor, forms, clock } = open(() => tokensOf())
    await tokenFor()
    clock.advance(539)
    await tokenFor()
    expect(forms).toHaveLength(1)
    clock.advance(1)
    await tokenFor()
    expect(forms).toHaveLength(2)
  })
})

describe('an answer is refused and logged', () => {
  test.each([
    ['of another subject', { sub: 'auth0|2' }, 'it has another subject'],
    ['for another audience', { aud: ['https://other.example'] }, 'it has another audience'],
    ['for another audience too', { aud: [RULE.audience, 'https://other.example'] }, 'it has another audience'],
    ['for no audience', { aud: [] }, 'it has another audience'],
    ['without an actor', { act: undefined }, 'it does not name the gateway as its actor'],
    [
      'with the gateway as an earlier actor',
      { act: { sub: 'x', act: GOOD.act } },
      'it does not name the gateway as its actor',
    ],
    ['with a wider scope', { scope: 'read:reports admin' }, 'it has a scope that was not asked for'],
    ['with malformed scopes', { scope: ['read:reports'] }, 'its scopes are malformed'],
    ['that has expired', { exp: START_SECONDS }, 'it has expired'],
    ['that names no end', { exp: undefined }, 'it has expired'],
  ])('%s', async (_, claims, fault) => {
    const { tokenFor, events } = open(() => tokensOf(claims))
    expect(await codeOf(tokenFor())).toBe('tenant_unavailable')
    expect(events).toEqual([`token_exchange_unfit: ${fault}`])
  })

  test('that is opaque', async () => {
    const { tokenFor, events } = open(() => ({ ...tokensOf(), accessToken: 'opaque' }))
    expect(await codeOf(tokenFor())).toBe('tenant_unavailable')
    expect(events).toEqual(['token_exchange_unfit: it is no JWT'])
  })
})

test('an answer may be for the profile of the caller too', async () => {
  for (const host of ['tenant.example', 'login.example.com']) {
    const aud = [RULE.audience, `https://${host}/userinfo`]
    expect(await codeOf(open(() => tokensOf({ aud })).tokenFor())).toBe('passes')
  }
  const aud = [RULE.audience, 'https://other.example/userinfo']
  expect(await codeOf(open(() => tokensOf({ aud })).tokenFor())).toBe('tenant_unavailable')
})

describe('a tenant', () => {
  test.each([
    ['that refuses the caller', new TenantRefusal('invalid_grant', 'no'), 'token_exchange_refused'],
    ['that refuses the application', new TenantRefusal('invalid_client', 'no'), 'tenant_unavailable'],
    ['that does not know the API', new TenantRefusal('access_denied', 'Service not found: x'), 'tenant_unavailable'],
    ['that fails', new ProblemError('tenant_unavailable'), 'tenant_unavailable'],
  ])('%s is not asked again for five seconds', async (_, error, code) => {
    const { tokenFor, forms, clock } = open(async (asked) => {
      throw asked === 1 ? error : new Error('again')
    })
    expect(await codeOf(tokenFor())).toBe(code)
    clock.advance(4)
    expect(await codeOf(tokenFor())).toBe(code)
    expect(forms).toHaveLength(1)
    clock.advance(2)
    expect(await codeOf(tokenFor())).toBe('Error: again')
  })

  test('that answers 429 is left alone by every caller for as long as it says', async () => {
    const facts = { retryAfterSeconds: 7, cause: new TooManyExchanges('answered 429') }
    const limited = new ProblemError('token_exchange_limited', facts)
    const { tokenFor, forms, clock, events } = open(async (asked) => {
      throw asked === 1 ? limited : new Error('again')
    })
    expect(await codeOf(tokenFor())).toBe('token_exchange_limited')
    clock.advance(1)
    const refusal: unknown = await tokenFor({ ...CALLER, token: 'd.e.f' }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'token_exchange_limited', facts: { retryAfterSeconds: 6 } })
    expect([forms.length, events]).toEqual([1, ['token_exchange_limited: undefined']])
    clock.advance(6)
    expect(await codeOf(tokenFor())).toBe('Error: again')
  })

  test('that does not answer is waited for seventeen seconds', async () => {
    const { tokenFor, clock } = open(() => new Promise<never>(() => undefined))
    const waiting = codeOf(tokenFor())
    clock.advance(16)
    clock.advance(1)
    expect(await waiting).toBe('tenant_unavailable')
  })
})

describe('a revocation', () => {
  const revocation = {
    kind: 'client',
    name: 'gateway',
    issuedBefore: START_SECONDS + 60,
    endsAt: START_SECONDS + 900,
  } as const

  test.each([['in memory', null] as const, ['in KV', new FakeKv()] as const])(
    'ends the use of an exchanged token %s that was issued before',
    async (_, kv) => {
      const first = open(() => tokensOf(), kv)
      await first.tokenFor()
      await first.background.finished()
      const { tokenFor, forms, revocations, clock } =
        kv === null ? first : open(() => tokensOf({ iat: START_SECONDS + 100 }), kv)
      revocations.add([revocation])
      clock.advance(100)
      await tokenFor()
      expect(forms).toHaveLength(kv === null ? 2 : 1)
    },
  )
})

test('isolates share a token by KV, where neither it nor its caller can be read', async () => {
  const kv = new FakeKv()
  const first = open(() => tokensOf(), kv)
  const token = await first.tokenFor()
  await first.background.finished()
  const second = open(() => tokensOf(), kv)
  expect(await second.tokenFor()).toBe(token)
  expect(second.forms).toEqual([])
  const [[name = '', value = ''] = []] = kv.values
  expect(name).toMatch(/^exchanged:[\w-]{43}$/)
  for (const text of [name, value, atob(value.replaceAll('-', '+').replaceAll('_', '/'))])
    for (const secret of ['auth0', 'a.b.c', 'reports', token.slice(0, 10)]) expect(text).not.toContain(secret)
})
