// Opens the exchange of tokens of an isolate, with a tenant that answers as a test says.
import { type KeySet, Revocations } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { CallerToken } from '../../tenant/exchanged-token.ts'
import { ExchangePace } from '../../tenant/exchange-pace.ts'
import { ExchangedTokenStore } from '../../tenant/exchanged-token-store.ts'
import type { TenantLog } from '../../tenant/tenant-log.ts'
import { TokenExchange } from '../../tenant/token-exchange.ts'
import { encode, FakeClock, RecordingBackground, START_SECONDS } from './support.ts'
import type { FakeKv } from './tenant.ts'

export const RULE = { audience: 'https://reports.example', scopes: ['read:reports', 'write:reports'] }
export const CALLER: CallerToken = { token: 'a.b.c', subject: 'auth0|1', issuer: 'https://tenant.example/' }
export const GOOD = {
  iss: 'https://login.example.com/',
  sub: 'auth0|1',
  azp: 'gateway',
  iat: START_SECONDS,
  aud: RULE.audience,
  exp: START_SECONDS + 600,
  act: { sub: 'gateway', act: { sub: 'app' } },
  scope: 'read:reports',
}

/** The keys of the tenant, the same at both of its domains. */
const KEYS = [
  { kty: 'RSA', kid: 'current', n: 'bW9kdWx1cw', e: 'AQAB' },
  { kty: 'EC', kid: 'next', crv: 'P-256', x: 'eA', y: 'eQ' },
] as const
export const KEY_SETS: readonly KeySet[] = ['https://login.example.com/', 'https://tenant.example/'].map((issuer) => ({
  issuer,
  keys: KEYS,
  fetchedAt: START_SECONDS,
}))

/** Returns the answer of a tenant. @param claims those of its token that differ */
export function tokensOf(claims: object = {}) {
  const accessToken = `${encode({ alg: 'RS256' })}.${encode({ ...GOOD, ...claims })}.c2ln`
  return { accessToken, expiresAt: START_SECONDS + 600, refreshToken: null, claims: {} }
}

type Answer = (asked: number) => ReturnType<typeof tokensOf> | Promise<never>

/** Opens the exchange of an isolate. @param kv what it shares with others */
export function openExchange(answer: Answer, kv: FakeKv | null = null, perSecond = 10_000, keySets = KEY_SETS) {
  const clock = new FakeClock()
  const background = new RecordingBackground()
  const events: string[] = []
  const revocations = new Revocations()
  const logged: object[] = []
  const log: TenantLog = (event, facts) => {
    events.push(`${event}: ${String(facts['fault'] ?? facts['error'])}`)
    logged.push(facts)
  }
  const forms: Readonly<Record<string, string>>[] = []
  const exchange = new TokenExchange({
    clientId: 'gateway',
    issuers: ['https://login.example.com/', 'https://tenant.example/'],
    clock,
    log,
    keySets: () => keySets,
    isRevoked: (credential) => revocations.revokesCredential(credential),
    pace: new ExchangePace(perSecond, clock),
    store: kv && new ExchangedTokenStore({ store: kv, clientId: 'gateway', secret: 'the-secret', clock, log }),
    grant: async (grant_type, form) => {
      forms.push({ grant_type, ...form })
      return await answer(forms.length)
    },
  })
  const tokenFor = (caller = CALLER, rule = RULE) => exchange.tokenFor(caller, rule, background)
  return { tokenFor, clock, background, events, logged, forms, revocations }
}

/** Returns what work is refused with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'passes',
    (error: unknown) => (error instanceof ProblemError ? error.code : String(error)),
  )
}
