// Tests what a person sees whose browser opens an address that the gateway refuses, and that programs get the document.
import { beforeAll, describe, expect, test } from 'vitest'
import { ProblemError } from '../../problem/problem-error.ts'
import { makeKey, mint, type SigningKey } from '../../testing/access/support.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'
import { defineHooks } from '../own/hooks.ts'
import { noLogin } from '../../tenant/login/lazy-login.ts'

const NAVIGATION = { accept: 'text/html,*/*;q=0.8', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }

let key: SigningKey
beforeAll(async () => {
  key = await makeKey('k')
})

/** Opens an address as a browser does, and gives the status, the headers and the text of the page. */
async function open(path: string, parts: Parameters<typeof openGateway>[2] = {}, headers = {}) {
  const answer = await openGateway(key, undefined, parts).send(path, { headers: { ...NAVIGATION, ...headers } })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

describe('a navigation that is refused', () => {
  test.each([
    ['/nothing', 404, 'route_not_found'],
    ['/payments', 401, 'token_missing'],
    ['/payments?cursor=1', 401, 'token_missing'],
    ['/search', 503, 'service_unavailable'],
  ])('to %s is a page with status %i, the code, the request id and the way home', async (path, status, code) => {
    const { status: answered, headers, text } = await open(path)
    expect([answered, headers.get('x-problem-code')]).toEqual([status, code])
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text).toContain(`<a href="/docs/errors#${code}">${code}</a>`)
    expect(text).toContain(`<code>${headers.get('x-request-id')}</code>`)
    expect(text).toContain('href="/">Home</a>')
  })

  test.each([
    ['/search', true],
    ['/payments', false],
  ])('to %s can be tried again: %s', async (path, isTemporary) => {
    expect((await open(path)).text.includes('<a class="button" href="">Try again</a>')).toBe(isTemporary)
  })

  test('keeps its challenge, and leads to a login with the scopes that it demands', async () => {
    const { headers, text } = await open('/payments?cursor=1')
    expect(headers.get('www-authenticate')).toContain('scope="read:payments"')
    expect(text).toContain('You have to log in to open this page.')
    expect(text).toContain('href="/auth/login?returnTo=%2Fpayments%3Fcursor%3D1&amp;scope=read%3Apayments"')
  })

  test('with a token that lacks a scope leads to a login with it', async () => {
    const token = await mint(key, { scope: 'openid' })
    const { status, text } = await open('/payments', {}, { authorization: `Bearer ${token}` })
    expect(status).toBe(403)
    expect(text).toContain('scope=read%3Apayments')
    expect(text).toContain('Log in with it')
  })

  test('with a login that does not suffice leads to one that does, and back', async () => {
    const token = await mint(key, { scope: 'read:reports' })
    const { status, text } = await open('/sensitive', {}, { authorization: `Bearer ${token}` })
    expect(status).toBe(401)
    const factor = encodeURIComponent('http://schemas.openid.net/pape/policies/2007/06/multi-factor')
    const query = `returnTo=%2Fsensitive&amp;scope=read%3Areports&amp;max_age=300&amp;acr_values=${factor}`
    expect(text).toContain(`href="/auth/login?${query}"`)
    expect(text).toContain('Log in again')
  })

  test('leads to no login where there is none', async () => {
    expect((await open('/payments', { tenant: { login: noLogin() } })).text).not.toContain('/auth/login')
  })

  test('names a path like the requested one, unless the documentation is not for everybody', async () => {
    expect((await open('/Payments')).text).toContain('Did you mean <a href="/payments">/payments</a>?')
    for (const pages of ['off', 'signed-in'] as const)
      expect((await open('/Payments', { settings: { pages } })).text).not.toContain('Did you mean')
  })

  test('because a hook of the project has failed is a page too', async () => {
    const hooks = defineHooks({ onResponse: () => Promise.reject(new Error('the collector is gone')) })
    const { status, headers, text } = await open('/health', { hooks })
    expect([status, headers.get('x-problem-code')]).toEqual([500, 'internal'])
    expect(text).toContain(`<code>${headers.get('x-request-id')}</code>`)
  })

  test('shows no markup of its address', async () => {
    expect((await open('/<script>alert(1)</script>')).text).not.toContain('<script>alert')
  })
})

test.each([
  ['a program', { accept: '*/*' }],
  ['a program whose default is HTML', { accept: 'text/html, */*; q=.2', 'sec-fetch-dest': '' }],
  ['a script of a page', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }],
])('%s gets the document', async (_who, headers) => {
  const { headers: answered, text } = await open('/nothing', {}, headers)
  expect(answered.get('content-type')).toBe('application/problem+json')
  expect(JSON.parse(text)).toMatchObject({ code: 'route_not_found' })
})

describe('a gateway without a configuration', () => {
  const tenant = {
    findings: [{ variable: 'AUTH0_DOMAIN', problem: 'is missing', remedy: 'set it' }],
    configuration: () => {
      throw new ProblemError('not_configured')
    },
    login: noLogin(),
  }

  test('shows its defects to a person at the machine, and to nobody else', async () => {
    const here = 'http://localhost:6060/openapi.json'
    const local = await open(here, { tenant }, { 'cf-connecting-ip': '127.0.0.1' })
    expect(local.text).toContain('<code>AUTH0_DOMAIN</code> is missing: set it')
    expect((await open(here, { tenant })).text).not.toContain('AUTH0_DOMAIN')
    const { text, status, headers } = await open('/docs/try', { tenant })
    expect([status, headers.has('retry-after')]).toEqual([503, false])
    expect(text).not.toContain('AUTH0_DOMAIN')
    expect(text).toContain(`<code>${headers.get('x-request-id')}</code>`)
  })

  test('has a reference that can be read', async () => {
    expect((await open('/docs', { tenant })).status).toBe(200)
  })
})

test('the address of the documentation with a slash leads to it', async () => {
  const { status, headers } = await open('/docs/')
  expect([status, headers.get('location')]).toEqual([308, '/docs'])
})
