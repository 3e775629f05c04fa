// Starts the tenant for a test file and calls it as an application would: with a cookie jar, without following redirects. Imported by
// tests only.
import { createLocalJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import { beforeAll, beforeEach, expect, onTestFailed } from 'vitest'
import { createTestHarness } from 'wrangler'
import { LOCAL_TENANT } from '../../project/workers.ts'
import { prebuilt } from '../prebuild.ts'

const ORIGIN = 'http://localhost:6061'
export const ISSUER = `${ORIGIN}/`
export const AUDIENCE = 'https://api.gatehouse.local'
export const CALLBACK = 'http://localhost:6060/auth/callback'
export const APP = { client_id: 'local-app', client_secret: 'local-app-secret' }
export const MACHINE = { client_id: 'local-machine', client_secret: 'local-machine-secret' }

interface KeyStore {
  list(): Promise<{ keys: { name: string }[] }>
  delete(name: string): Promise<void>
}

// One for all the files that a process runs; it ends with the process.
const server = createTestHarness({ workers: [prebuilt(LOCAL_TENANT)] })

/** Starts the tenant before the file's tests, without keys as yet, and resets it before each. */
export function useTenant(): void {
  beforeAll(async () => {
    await server.listen()
    const { TENANT: store } = await server.getWorker<{ TENANT: KeyStore }>().getEnv()
    for (const { name } of (await store.list()).keys) await store.delete(name)
  })
  beforeEach(async () => {
    onTestFailed(() => server.debug())
    await control('POST', '/reset')
  })
}

export type Sent = { method?: string; headers?: Record<string, string>; body?: string }

export async function send(path: string, init: Sent = {}) {
  return server.fetch(new URL(path, ORIGIN).href, { ...init, redirect: 'manual' })
}

/** Calls a control and returns its status and JSON. */
export async function control(method: string, path: string, body?: unknown) {
  const response = await send(`/_tenant${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  return { status: response.status, json: text === '' ? {} : asRecord(JSON.parse(text)) }
}

export function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError(`not an object: ${String(value)}`)
  return { ...value }
}

export async function getJson(path: string, headers: Record<string, string> = {}) {
  return asRecord(await (await send(path, { headers })).json())
}

export async function exchange(fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await send('/oauth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  })
  return { status: response.status, headers: response.headers, json: asRecord(await response.json()) }
}

export function text(value: unknown): string {
  expect(value).toBeTypeOf('string')
  return String(value)
}

/** A minimal browser: it stores the session cookie. */
export class Browser {
  cookie = ''

  async open(path: string, init: Sent = {}) {
    const headers = { ...init.headers, ...(this.cookie !== '' && { cookie: this.cookie }) }
    const response = await send(path, { ...init, headers })
    const set = response.headers.get('set-cookie')
    if (set !== null) this.cookie = /max-age=0/i.test(set) ? '' : (set.split(';')[0] ?? '')
    return response
  }

  async authorize(params: Record<string, string>) {
    const query = new URLSearchParams({ client_id: 'local-app', redirect_uri: CALLBACK, ...params })
    return this.open(`/authorize?${query.toString()}`)
  }

  async submit(path: string, fields: Record<string, string>) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.open(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() })
  }

  /** Opens /authorize, picks the user on the login page and returns the URL of the redirect back. */
  async logIn(params: Record<string, string>, user = 'admin@example.com'): Promise<URL> {
    const asked = location(await this.authorize(params))
    expect(asked.pathname).toBe('/u/login')
    return location(await this.submit(asked.pathname + asked.search, { user }))
  }

  async logInForCode(params: Record<string, string> = {}, user?: string): Promise<string> {
    const back = await this.logIn({ response_type: 'code', ...params }, user)
    return text(back.searchParams.get('code'))
  }
}

export function location(response: { status: number; headers: { get(name: string): string | null } }): URL {
  expect(response.status).toBe(302)
  return new URL(response.headers.get('location') ?? '', ORIGIN)
}

export function fragment(url: URL): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(url.hash.slice(1)))
}

/** Verifies a token against the key set that the tenant serves, and returns header and claims. */
export async function verify(token: unknown, options: { audience?: string; now?: Date } = {}) {
  const set = await getJson('/.well-known/jwks.json')
  const keys = createLocalJWKSet({ keys: Array.isArray(set['keys']) ? set['keys'] : [] })
  const { payload } = await jwtVerify(text(token), keys, {
    issuer: ISSUER,
    audience: options.audience ?? AUDIENCE,
    ...(options.now !== undefined && { currentDate: options.now }),
  })
  return { header: decodeProtectedHeader(text(token)), claims: payload satisfies JWTPayload }
}
