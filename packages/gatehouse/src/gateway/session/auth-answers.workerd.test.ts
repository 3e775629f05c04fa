// Tests the responses of login's routes while the same session changes.
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { expect, test } from 'vitest'
import { KeyRing } from '../../access/index.ts'
import { answerAuth } from './auth-answers.ts'
import { Login } from '../../tenant/login/login.ts'
import { background, kept, LIFETIME, NOW, SESSION } from '../../testing/access/sessions.ts'

const ORIGIN = 'https://api.example'
const TENANT = 'https://tenant.example'
const SETTINGS = {
  issuer: `${TENANT}/`,
  tenant: TENANT,
  clientId: 'app',
  clientSecret: 'secret',
  callbackUrl: `${ORIGIN}/auth/callback`,
  origin: ORIGIN,
  audience: ORIGIN,
  sessionKeys: ['key'.padEnd(32, '.')],
  returnOrigins: [],
  ...LIFETIME,
}
const RENEWED = { access_token: 'second', token_type: 'Bearer', expires_in: 3_600, refresh_token: 'refresh-2' }

const unasked = () => Promise.reject(new Error('nobody asks for keys here'))

/** A login whose tenant does this before it answers a renewal, and the cookie of its session. */
async function begun(meanwhile: (login: Login, cookie: string) => Promise<unknown>) {
  const clock = { now: () => NOW * 1000, sleep: () => new Promise<void>(() => undefined) }
  const login: Login = new Login({
    settings: SETTINGS,
    cookieNames: cookieNamesOf(),
    fetch: async (url) => {
      if (!url.endsWith('/oauth/token'))
        return Response.json({ issuer: SETTINGS.issuer, token_endpoint: `${TENANT}/oauth/token` })
      await meanwhile(login, cookie)
      return Response.json(RENEWED)
    },
    clock,
    store: { get: () => Promise.resolve(null), put: () => Promise.resolve() },
    ring: new KeyRing({ trust: unasked, refresh: unasked }, clock, {
      adopted: () => undefined,
      failed: () => undefined,
    }),
    log: () => undefined,
  })
  const cookie = kept(null, await login.seal(SESSION, null))
  return { login, cookie }
}

test.each<readonly [string, (login: Login, cookie: string) => Promise<unknown>, number]>([
  ['is renewed and given back to its browser', () => Promise.resolve(), 1],
  [
    'is not given back to a person who has logged out meanwhile',
    (login, cookie) => login.end({ returnTo: null, federated: false }, cookie, background),
    0,
  ],
])('a session that a page asks for %s', async (_title, meanwhile, cookies) => {
  const { login, cookie } = await begun(meanwhile)
  const request = new Request(`${ORIGIN}/auth/session`, { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  const answer = await answerAuth(
    'showSession',
    { isConfigured: true, cookieNames: cookieNamesOf(), load: async () => login },
    request,
    'r-1',
    background,
  )
  expect([answer.status, answer.headers.getSetCookie().length]).toEqual([200, cookies])
})
