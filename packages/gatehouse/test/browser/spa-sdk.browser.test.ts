// Auth0's own SDK for browsers between us: it logs a person in at the tenant, and the gateway takes its tokens, on three
// origins. The program is the one of docs/signing-in.md.
import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AUDIENCE } from 'gatehouse/testing'
import { startApplication } from './application.ts'
import { type Ring, useBrowser, type RequestContext } from './browser.ts'

// The gateway must know the origin before it starts.
const application = await startApplication()
const { origin } = application
const ring: Ring = useBrowser({ vars: { GATEHOUSE_ALLOWED_ORIGINS: origin } })

beforeAll(async () => {
  application.use(ring.system)
  const urls = { callbacks: [`${origin}/`], logoutUrls: [`${origin}/`], webOrigins: [origin] }
  await ring.system.control('PATCH', 'clients/local-app', urls)
})
afterAll(() => application.stop())

const READER = 'Remy Reader'
const SCOPE = 'openid profile email read:payments offline_access'

/** What was sent to this endpoint of the tenant, in the query or in the body. */
function asked({ requests }: RequestContext, path: string): Record<string, string>[] {
  const there = requests.filter((request) => request.url().split('?')[0] === ring.system.tenantUrl + path)
  return there
    .filter((request) => request.method() !== 'OPTIONS')
    .map((request) => new URLSearchParams(request.postData() ?? new URL(request.url()).search))
    .map((fields) => Object.fromEntries(fields))
}

async function expectPerson(page: Page, name: string): Promise<void> {
  await page.locator('#person').getByText(name, { exact: true }).waitFor()
}

async function logIn(page: Page, as: string): Promise<void> {
  await expectPerson(page, 'Nobody')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: as }).click()
  await expectPerson(page, as)
}

/** Shows the payments anew, and gives the request that got them and what the page could read of the answer. */
async function showPayments(page: Page): Promise<{ request: Request; shown: string }> {
  await page.evaluate("document.querySelector('output').textContent = ''")
  const [request] = await Promise.all([
    page.waitForRequest((request) => request.url() === `${ring.system.url}/payments` && request.method() === 'GET'),
    page.getByRole('button', { name: 'Show payments' }).click(),
  ])
  await page.locator('output:not(:empty)').waitFor()
  return { request, shown: await page.locator('output').innerText() }
}

async function claimsOf(request: Request) {
  return decodeJwt((await request.headerValue('authorization'))?.replace(/^Bearer /, '') ?? '')
}

describe("a page of another origin, with Auth0's own SDK,", () => {
  test('logs a reader in by code + PKCE, and the gateway takes its token', async () => {
    const visit = await ring.visit(origin)
    await logIn(visit.page, READER)
    expect(new URL(visit.page.url()).search).toBe('')
    const [request] = asked(visit, '/authorize')
    expect(request).toMatchObject({ response_type: 'code', response_mode: 'query', code_challenge_method: 'S256' })
    expect(request).toMatchObject({ audience: AUDIENCE, scope: SCOPE, redirect_uri: `${origin}/` })
    const [exchange] = asked(visit, '/oauth/token')
    expect(exchange).toMatchObject({ grant_type: 'authorization_code', client_id: 'local-app' })
    expect(exchange).not.toHaveProperty('client_secret')
    const verifier = exchange?.['code_verifier'] ?? ''
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(request?.['code_challenge'])

    const { request: call, shown } = await showPayments(visit.page)
    expect(shown).toMatch(/^200 \{"payments":/)
    expect(await call.headerValue('origin')).toBe(origin)
    const userinfo = `${ring.system.tenantUrl}/userinfo`
    expect(await claimsOf(call)).toMatchObject({ aud: [AUDIENCE, userinfo], scope: SCOPE, azp: 'local-app' })
    expect(asked(visit, '/oauth/token')).toHaveLength(1)
    expect(visit.complaints).toEqual([])
  })

  test('reads in a refusal which scope its person lacks', async () => {
    const visit = await ring.visit(origin)
    await logIn(visit.page, 'Noa Nobody')
    const { shown } = await showPayments(visit.page)
    expect(shown).toMatch(/^403 .+"code":"scope_missing"/)
  })

  test('renews a token that is about to expire, each time with the refresh token that it was given last', async () => {
    // The SDK takes a token for expired a minute before it is.
    await ring.system.control('PATCH', 'settings', { accessTokenLifetimeSeconds: 45 })
    try {
      const visit = await ring.visit(origin)
      await logIn(visit.page, READER)
      expect((await showPayments(visit.page)).shown).toMatch(/^200 /)
      expect((await showPayments(visit.page)).shown).toMatch(/^200 /)
      const [, ...renewals] = asked(visit, '/oauth/token')
      expect(renewals.map((renewal) => renewal['grant_type'])).toEqual(['refresh_token', 'refresh_token'])
      const [first, second] = renewals.map((renewal) => renewal['refresh_token'])
      expect(second).not.toBe(first)
      expect(visit.complaints).toEqual([])
    } finally {
      await ring.system.control('PATCH', 'settings', { accessTokenLifetimeSeconds: 86_400 })
    }
  })

  test('knows its reader after a reload, from a hidden frame of the tenant', async () => {
    const visit = await ring.visit(origin)
    await logIn(visit.page, READER)
    await visit.page.reload()
    await expectPerson(visit.page, READER)
    const [, silent] = asked(visit, '/authorize')
    expect(silent).toMatchObject({ response_mode: 'web_message', prompt: 'none', redirect_uri: `${origin}/` })
    expect((await showPayments(visit.page)).shown).toMatch(/^200 /)
    expect(visit.complaints).toEqual([])
  })

  test('logs a reader in by a popup', async () => {
    const visit = await ring.visit(origin)
    await expectPerson(visit.page, 'Nobody')
    const [popup] = await Promise.all([
      visit.page.waitForEvent('popup'),
      visit.page.evaluate('void (window.login = auth0.loginWithPopup())'),
    ])
    await popup.getByRole('button', { name: READER }).click()
    await visit.page.evaluate('login')
    expect((await showPayments(visit.page)).shown).toMatch(/^200 /)
    expect(visit.complaints).toEqual([])
  })

  test('logs out of the tenant too, so that somebody else can log in', async () => {
    const visit = await ring.visit(origin)
    await logIn(visit.page, READER)
    await visit.page.getByRole('button', { name: 'Log out' }).click()
    await expectPerson(visit.page, 'Nobody')
    expect(asked(visit, '/v2/logout')).toMatchObject([{ client_id: 'local-app', returnTo: `${origin}/` }])
    await logIn(visit.page, 'Ada Admin')
    expect(visit.complaints).toEqual([])
  })
})
