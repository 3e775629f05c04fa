// A person logs in through the documentation and tries operations: every way in, what it asks for, and what it gets.
import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { Request } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { AUDIENCE } from 'gatehouse/testing'
import { callbackAt, type Ring, useBrowser, type RequestContext } from './browser.ts'
import { authorize, authorizeInPopup, execute, logIn, openDialog, tick, waitUntilLoggedIn } from './swagger-ui.ts'

const ring: Ring = useBrowser()

const SCOPES = ['read:payments', 'write:payments']
const READER = 'Remy Reader'
/** One service's part is enough to log in by, and shows in half the time. */
const DOCS = '/docs/try?document=payments'

function sent({ requests }: RequestContext, method: string, url: string): Request[] {
  return requests.filter((request) => request.method() === method && request.url().split('?')[0] === url)
}

function only(requests: readonly Request[]): Request {
  expect(requests).toHaveLength(1)
  const [request] = requests
  if (request === undefined) throw new TypeError('there is no such request')
  return request
}

/** What the page asked the tenant's authorization endpoint for. */
function asked(visit: RequestContext): Record<string, string> {
  const request = only(sent(visit, 'GET', `${ring.system.tenantUrl}/authorize`))
  return Object.fromEntries(new URL(request.url()).searchParams)
}

/** What the page sent to the tenant's token endpoint. */
function exchanged(visit: RequestContext): Record<string, string> {
  const request = only(sent(visit, 'POST', `${ring.system.tenantUrl}/oauth/token`))
  return Object.fromEntries(new URLSearchParams(request.postData() ?? ''))
}

/** What stands in the token that the page sent to the gateway. */
async function claimsSent(visit: RequestContext, path: string) {
  const header = await only(sent(visit, 'GET', ring.system.url + path)).headerValue('authorization')
  return decodeJwt(header?.replace(/^Bearer /, '') ?? '')
}

function expectNoStrangers({ requests }: RequestContext): void {
  const origins = new Set(requests.map((request) => new URL(request.url()).origin))
  expect([...origins].sort()).toEqual([ring.system.url, ring.system.tenantUrl].sort())
}

async function expectReaderMayOnlyRead(visit: RequestContext): Promise<void> {
  expect(visit.complaints).toEqual([])
  expect(await execute(visit.page, 'payments', 'listPayments')).toMatchObject({
    status: '200',
    body: expect.stringContaining('"payments"') as string,
  })
  expect(await claimsSent(visit, '/payments')).toMatchObject({ aud: AUDIENCE, scope: 'read:payments' })
  expect(visit.complaints).toEqual([])

  const refused = await execute(visit.page, 'payments', 'createPayment')
  expect(refused.status).toBe('403')
  expect(refused.body).toContain('scope_missing')
  expect(refused.body).toContain('write:payments')
  expect(visit.complaints).toEqual([expect.stringContaining('403')])
  expectNoStrangers(visit)
}

describe('a reader who logs in by the implicit flow', () => {
  test('may list payments, and is told which scope making one would take', async () => {
    const visit = await ring.visit(DOCS)
    await logIn(visit.page, { way: 'implicit', scopes: SCOPES, as: READER })
    expect(asked(visit)).toMatchObject({
      response_type: 'token',
      client_id: 'local-app',
      redirect_uri: callbackAt(ring.system.url),
      audience: AUDIENCE,
      scope: SCOPES.join(' '),
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
    })
    expect(sent(visit, 'POST', `${ring.system.tenantUrl}/oauth/token`)).toEqual([])
    await expectReaderMayOnlyRead(visit)
  })
})

describe('a reader who logs in by authorization code', () => {
  test('proves with PKCE that it was them, and may list payments but make none', async () => {
    const visit = await ring.visit(DOCS)
    await logIn(visit.page, { way: 'authorizationCode', scopes: SCOPES, as: READER })
    const { code_challenge: challenge, ...rest } = asked(visit)
    expect(rest).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      audience: AUDIENCE,
      scope: SCOPES.join(' '),
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
    })
    const { code_verifier: verifier = '', ...form } = exchanged(visit)
    expect(verifier).not.toBe('')
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(challenge)
    expect(form).toMatchObject({ grant_type: 'authorization_code', redirect_uri: callbackAt(ring.system.url) })
    await expectReaderMayOnlyRead(visit)
  })

  test('types name and password if they prefer that to one click', async () => {
    const visit = await ring.visit(DOCS)
    const dialog = await openDialog(visit.page, 'authorizationCode')
    await tick(dialog, ['read:payments'])
    const popup = await authorizeInPopup(visit.page, dialog)
    await popup.getByLabel('Email address').fill('reader@example.com')
    await popup.getByLabel('Password').fill('password')
    const form = popup.locator('form').filter({ has: popup.getByLabel('Password') })
    await Promise.all([popup.waitForEvent('close'), form.getByRole('button', { name: 'Continue' }).click()])
    await waitUntilLoggedIn(visit.page)
    expect(await execute(visit.page, 'payments', 'listPayments')).toMatchObject({ status: '200' })
    expect(visit.complaints).toEqual([])
  })
})

describe('a reader who gives name and password to the documentation itself', () => {
  test('gets a token for the API, because the audience is in the body of the request', async () => {
    const visit = await ring.visit(DOCS)
    const dialog = await openDialog(visit.page, 'password')
    await dialog.getByLabel('Email address or name').fill('reader@example.com')
    await dialog.getByLabel('Password', { exact: true }).fill('password')
    await dialog.getByLabel('Client secret').fill('local-app-secret')
    await tick(dialog, SCOPES)
    await authorize(dialog)
    await waitUntilLoggedIn(visit.page)
    expect(exchanged(visit)).toMatchObject({ grant_type: 'password', audience: AUDIENCE, scope: SCOPES.join(' ') })
    await expectReaderMayOnlyRead(visit)
  })
})

test('a machine signs in with its own credentials, for the audience of the gateway', async () => {
  const visit = await ring.visit(DOCS)
  const dialog = await openDialog(visit.page, 'machine')
  await tick(dialog, ['read:payments'])
  await dialog.getByLabel('Client ID').fill('local-machine')
  await dialog.getByLabel('Client secret').fill('of-somebody-else')
  await authorize(dialog)
  const alert = dialog.getByRole('alert')
  await alert.getByText('tell the operator').waitFor()
  expect(await alert.innerText()).not.toMatch(/secret/)
  await alert.getByText('For the operator').click()
  await alert.getByText('access_denied').waitFor()
  await dialog.getByLabel('Client secret').fill('local-machine-secret')
  await authorize(dialog)
  await waitUntilLoggedIn(visit.page)
  const tokens = sent(visit, 'POST', `${ring.system.tenantUrl}/oauth/token`).map((request) => request.postData())
  expect(Object.fromEntries(new URLSearchParams(tokens[1] ?? ''))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'local-machine',
    client_secret: 'local-machine-secret',
    audience: AUDIENCE,
    scope: 'read:payments',
  })
  expect(await execute(visit.page, 'payments', 'listPayments')).toMatchObject({ status: '200' })
})

describe('the popup of the login', () => {
  test('keeps its opener on the page of the tenant, asks for no scope when none is ticked, and for an organization', async () => {
    const visit = await ring.visit(DOCS)
    const dialog = await openDialog(visit.page, 'implicit')
    await dialog.getByLabel('Organization').fill('org_9ybsU1dN2dKfDkBi')
    const popup = await authorizeInPopup(visit.page, dialog)
    expect(new URL(popup.url()).origin).toBe(ring.system.tenantUrl)
    expect(await popup.evaluate('window.opener !== null && !window.opener.closed')).toBe(true)
    expect(asked(visit)).toMatchObject({ scope: '', organization: 'org_9ybsU1dN2dKfDkBi' })
  })

  test('stays on the error page of the tenant when the callback is not registered', async () => {
    // The same gateway by another name, whose callback nobody registered.
    const elsewhere = ring.system.url.replace('127.0.0.1', 'localhost')
    const visit = await ring.visit(elsewhere + DOCS)
    const popup = await authorizeInPopup(visit.page, await openDialog(visit.page, 'implicit'))
    expect(asked(visit)['redirect_uri']).toBe(callbackAt(elsewhere))
    expect(await popup.getByRole('heading').innerText()).toBe('Callback URL mismatch')
    expect(new URL(popup.url()).origin).toBe(ring.system.tenantUrl)
    expect(sent(visit, 'GET', callbackAt(elsewhere))).toEqual([])
  })
})
