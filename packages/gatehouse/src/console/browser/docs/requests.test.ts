// Tests how Swagger UI sends its requests.
import { afterEach, expect, test, vi } from 'vitest'
import { prepareRequest } from './requests.ts'

const ORIGIN = 'https://api.example'
afterEach(() => {
  vi.unstubAllGlobals()
})

test.each([
  ['with a token of the page', { Authorization: 'Bearer t' }, 'omit'],
  ['without one', { accept: 'application/json' }, undefined],
])('a request %s is sent with the credentials %j', (_what, headers, credentials) => {
  vi.stubGlobal('location', new URL(ORIGIN))
  expect(prepareRequest({ url: `${ORIGIN}/payments`, headers }).credentials).toBe(credentials)
})

test('an address that leads a browser on is opened in a tab, and any other is fetched', async () => {
  vi.stubGlobal('location', new URL(ORIGIN))
  const open = vi.fn()
  vi.stubGlobal('window', { open })
  vi.stubGlobal('fetch', async () => Response.json({ a: 1 }))
  const login = prepareRequest({ url: `${ORIGIN}/auth/login?scope=a`, headers: {} })
  const told = await login.userFetch?.(login.url, {})
  expect(await told?.text()).toContain('opened in a tab')
  expect(open).toHaveBeenCalledWith(login.url, '_blank', 'noopener')
  for (const other of [
    { url: `${ORIGIN}/auth/logout`, method: 'POST' },
    { url: `${ORIGIN}/payments` },
    { url: 'https://other.example/auth/login' },
  ]) {
    const request = prepareRequest({ ...other, headers: {} })
    expect(await (await request.userFetch?.(request.url, {}))?.json()).toEqual({ a: 1 })
  }
  expect(open).toHaveBeenCalledTimes(1)
})
