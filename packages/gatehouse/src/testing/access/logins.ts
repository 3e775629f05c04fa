// Runs a login on a tenant, a clock and a KV that the test controls.
import type { SignIn } from '../../gateway/sign-in-types.ts'
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { KeyRing } from '../../access/index.ts'
import { answerAuth } from '../../gateway/session/auth-answers.ts'
import type { AuthOperation } from '../../gateway/session/auth-operations.ts'
import { Login } from '../../tenant/login/login.ts'
import type { LoginSettings } from '../../tenant/login/login-settings.ts'
import type { TenantEvent } from '../../tenant/tenant-log.ts'
import { FakeKv } from './tenant.ts'
import { background, LIFETIME, NOW } from './sessions.ts'

const TENANT = 'https://tenant.example'

/** The headers of a browser when a person opens a page, by a link of our own or by its URL. */
export const LINK = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

const unasked = () => Promise.reject(new Error('nobody asks for keys here'))

/** A gateway whose callback is at this origin. */
export function openLogin({
  origin = 'https://api.example',
  lifetime = LIFETIME,
  kv = new FakeKv(),
  clock = { now: () => NOW * 1000, sleep: () => new Promise<void>(() => undefined) },
  token = (): object => ({ error: 'invalid_grant' }),
} = {}) {
  const settings: LoginSettings = {
    issuer: `${TENANT}/`,
    tenant: TENANT,
    clientId: 'app',
    clientSecret: 'secret',
    callbackUrl: `${origin}/auth/callback`,
    origin,
    audience: origin,
    sessionKeys: ['key'.padEnd(32, '.')],
    returnOrigins: [],
    ...lifetime,
  }
  const cookieNames = cookieNamesOf()
  const events: TenantEvent[] = []
  const signIns: SignIn[] = []
  const ring = new KeyRing({ trust: unasked, refresh: unasked }, clock, {
    adopted: () => undefined,
    failed: () => undefined,
  })
  const login = new Login({
    settings,
    cookieNames,
    fetch: async (url) => {
      if (!url.endsWith('/oauth/token'))
        return Response.json({
          issuer: settings.issuer,
          authorization_endpoint: `${TENANT}/authorize`,
          token_endpoint: `${TENANT}/oauth/token`,
        })
      const body = token()
      return Response.json(body, { status: 'error' in body ? 400 : 200 })
    },
    clock,
    store: kv,
    ring,
    log: (event) => void events.push(event),
  })

  /** Returns the response of a route of login to a browser. */
  async function ask(operation: AuthOperation, path: string, headers: Readonly<Record<string, string>>) {
    const request = new Request(origin + path, { headers })
    const source = { isConfigured: true, cookieNames, load: async () => login }
    return await answerAuth(operation, source, request, 'r-1', background, {
      recordSignIn: (signIn) => void signIns.push(signIn),
    })
  }

  return { login, ask, kv, events, signIns }
}
