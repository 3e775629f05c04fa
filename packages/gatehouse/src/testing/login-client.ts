// Simulates a browser for logins: it stores the cookies of gateway and tenant, sends the headers about the source of a request as
// browsers do, and completes the tenant's login page.
import { expect } from 'vitest'
import type { System } from './system.ts'

/**
 * The origin that a system's configuration has the callback of its login under.
 *
 * @example
 * import { HOME, LoginClient, useSystem } from 'gatehouse/testing'
 * import { expect, test } from 'vitest'
 *
 * const system = useSystem()
 *
 * test('a login comes back to the gateway', async () => {
 *   const browser = new LoginClient(system())
 *   const back = await browser.answerAtTenant(await browser.begin())
 *   expect(back.origin).toBe(HOME)
 * })
 */
export const HOME = 'http://localhost:6060'

/** The cookie of the session. */
export const SESSION = '__Host-gatehouse-session'

/** The headers of a browser for a request by a script of our own page. */
export const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
/** The headers for a page that a person opens by its URL. */
export const NAVIGATION = {
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  accept: 'text/html',
}

type Init = NonNullable<Parameters<System['fetch']>[1]>
type Headers = Readonly<Record<string, string>>

/** A cookie as it was set. */
export interface SetCookie {
  readonly name: string
  readonly value: string
  readonly attributes: readonly string[]
}

/**
 * A browser as far as a login goes: it keeps cookies, and follows a person through the tenant's login page.
 *
 * @example
 * import { LoginClient, useSystem } from 'gatehouse/testing'
 * import { expect, test } from 'vitest'
 *
 * const system = useSystem()
 *
 * test('a person who has logged in has a session', async () => {
 *   const browser = new LoginClient(system())
 *   await browser.logIn({ scope: 'read:payments' }, 'reader')
 *   expect((await browser.fetch('/auth/session')).status).toBe(200)
 * })
 */
export class LoginClient {
  readonly cookies = new Map<string, string>()
  readonly #system: System
  #tenantCookie = ''

  constructor(system: System) {
    this.#system = system
  }

  /** Sends a request to the gateway with the stored cookies, and stores those of its response. */
  async send(path: string, { headers, ...init }: Omit<Init, 'headers'> & { headers?: Headers } = {}) {
    const answer = await this.#system.fetch(new URL(path, HOME).href, {
      redirect: 'manual',
      ...init,
      headers: { ...(this.cookies.size > 0 && { cookie: this.header }), ...headers },
    })
    for (const { name, value, attributes } of cookiesOf(answer)) {
      if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }

  /** Sends a request as a script of our own page would. */
  async fetch(path: string, method = 'GET', headers: Headers = {}) {
    const origin = method === 'GET' ? {} : { origin: HOME }
    return await this.send(path, { method, headers: { ...SAME_ORIGIN, ...origin, ...headers } })
  }

  /** The tenant's own session cookie. */
  get tenantSession(): string {
    return this.#tenantCookie.replace(/^[^=]+=/, '')
  }

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Follows a redirect to the tenant, logs in as the user of this name or address, and returns the URL of the redirect back. */
  async answerAtTenant(location: string, user = 'reader'): Promise<URL> {
    const asked = await this.#atTenant(location)
    const next = new URL(asked.headers.get('location') ?? '', this.#system.tenantUrl)
    if (next.pathname !== '/u/login') return next
    const answered = await this.#atTenant(next.href, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ user: user.includes('@') ? user : `${user}@example.com` }).toString(),
    })
    return new URL(answered.headers.get('location') ?? '')
  }

  /** Starts a login and returns the tenant's URL that it redirects to. */
  async begin(query: Readonly<Record<string, string>> = {}): Promise<string> {
    const begun = await this.send(`/auth/login?${new URLSearchParams(query).toString()}`, { headers: NAVIGATION })
    expect(begun.status).toBe(303)
    return begun.headers.get('location') ?? ''
  }

  /** Logs in from beginning to end. @returns the response of the callback */
  async logIn(query: Readonly<Record<string, string>> = { scope: 'read:payments' }, user = 'reader') {
    const back = await this.answerAtTenant(await this.begin(query), user)
    return await this.send(back.href, { headers: { ...NAVIGATION, 'sec-fetch-site': 'cross-site' } })
  }

  async #atTenant(url: string, init: Init = {}) {
    const answer = await this.#system.tenant.fetch(url, {
      redirect: 'manual',
      ...init,
      headers: { ...(init.headers as Headers | undefined), cookie: this.#tenantCookie },
    })
    const [session] = cookiesOf(answer)
    if (session !== undefined) this.#tenantCookie = `${session.name}=${session.value}`
    return answer
  }
}

/** A browser with a session. */
export async function loggedIn(system: System, query?: Headers, user?: string): Promise<LoginClient> {
  const client = new LoginClient(system)
  expect((await client.logIn(query, user)).status).toBe(200)
  return client
}

/** The code of a refusal. */
export async function codeOf(answer: { json(): Promise<unknown> }): Promise<string> {
  return String(((await answer.json()) as { code?: unknown }).code)
}

/** The cookies that a response sets. */
export function cookiesOf({ headers }: { readonly headers: { getSetCookie(): string[] } }): SetCookie[] {
  return headers.getSetCookie().map((line) => {
    const [pair = '', ...attributes] = line.split('; ')
    const equals = pair.indexOf('=')
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1), attributes }
  })
}
