// Opens the real gateway without services, for tests of its treatment of a request: with a gate and a login that know one key.
import { TABLE } from '../../../test/application/src/generated/table.ts'
import { type AppDependencies, createApp } from '../../gateway/app.ts'
import { CallCounter } from '../../gateway/edge/rate-limits.ts'
import type { GatewaySettings } from '../../gateway/settings.ts'
import { Recorder } from '../../gateway/telemetry/recorder.ts'
import { SubjectHash } from '../../gateway/edge/subject-hash.ts'
import { parseConfiguration } from '../../tenant/configuration.ts'
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { lazyLogin } from '../../tenant/login/lazy-login.ts'
import { type LoginSettings, loginSettingsOf } from '../../tenant/login/login-settings.ts'
import { noExchange } from './no-exchange.ts'
import { noWebhooks } from './no-webhooks.ts'
import { openGate, type SigningKey } from './support.ts'
import { FakeKv } from './tenant.ts'

/** The address of every request. */
export const ADDRESS = '203.0.113.7'

const VARIABLES = {
  AUTH0_DOMAIN: 'tenant.example',
  AUTH0_AUDIENCE: 'https://api.example',
  AUTH0_CLIENT_ID: 'the-application',
  AUTH0_CLIENT_SECRET: 'the-secret-of-the-application',
  AUTH0_CALLBACK_URL: 'https://api.example/auth/callback',
  GATEHOUSE_SESSION_KEYS: 'a-key-of-sessions-for-tests-alone-1',
  GATEHOUSE_ALLOWED_ORIGINS: 'https://app.example',
}

/** The settings of the gateway's login. */
export function loginSettings(): LoginSettings {
  const settings = loginSettingsOf(parseConfiguration(VARIABLES))
  if (settings === null) throw new TypeError('login is not configured')
  return settings
}

/** What a test may give the gateway, or have otherwise. */
type GatewayParts = Partial<Pick<AppDependencies, 'table' | 'hooks' | 'handlers' | 'service' | 'webhooks'>> & {
  readonly settings?: GatewaySettings
  readonly tenant?: Partial<AppDependencies['tenant']>
  /** More members of the execution context. */
  readonly context?: object
}

/** Opens a gateway that records each key that it counts, and allows so many calls in total. @param more the project's own options */
export function openGateway(
  key: SigningKey,
  allowed = Number.POSITIVE_INFINITY,
  { settings = {}, tenant = {}, context: ofContext = {}, ...more }: GatewayParts = {},
) {
  const { clock, gate, source, background } = openGate([key])
  const keys: string[] = []
  const login = {
    settings: loginSettings(),
    cookieNames: cookieNamesOf(settings.cookiePrefix),
    clock,
    store: new FakeKv(),
    ring: gate.ring,
    log: () => undefined,
  }
  const status = { keySets: [], tiers: { memory: 0, binding: 0, kv: 0, tenant: 0 }, remembered: 0 }
  const configuration = parseConfiguration(VARIABLES)
  const gateway = createApp({
    table: { ...TABLE, settings },
    tenant: {
      settings: configuration,
      findings: [],
      configuration: () => configuration,
      gate,
      exchange: noExchange(),
      trust: (background) => gate.ring.trust(background),
      login: lazyLogin({ ...login, fetch: () => Promise.reject(new Error('the tenant is not asked')) }),
      inspect: () => ({ ...status, lastRefresh: null, lastFailure: null }),
      ...tenant,
    },
    recorder: new Recorder(new SubjectHash(null), undefined),
    counter: new CallCounter(() => ({ limit: async (options) => ({ success: keys.push(options.key) <= allowed }) })),
    assets: { fetch: async () => new Response('{}') },
    origin: () => undefined,
    webhooks: noWebhooks(),
    service: (binding) => (binding === 'PAYMENTS' ? { fetch: answerAsService } : undefined),
    ...more,
  })
  const context = Object.assign(background, { passThroughOnException: () => undefined, props: {}, ...ofContext })
  /** Sends a request, to a path of https://api.example or to a whole URL, as Cloudflare delivers it. */
  const send = async (
    address: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
  ) => {
    const headers = { 'cf-connecting-ip': ADDRESS, ...init.headers }
    const request = new Request(new URL(address, 'https://api.example'), { redirect: 'manual', ...init, headers })
    Object.defineProperty(request, 'cf', { value: {} })
    return await gateway.fetch(request, {}, context)
  }
  return { send, keys, source }
}

// A Worker that does not use our library, with its own header about TLS.
async function answerAsService(): Promise<Response> {
  return new Response('from the service', { headers: { 'strict-transport-security': 'max-age=0' } })
}
