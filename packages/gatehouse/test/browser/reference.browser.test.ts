// The reference in a real Chromium: read without JavaScript, searched by keyboard, and with the session of its reader.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { allowSessions, callbackAt, type Ring, useBrowser } from './browser.ts'
import { authorize, demandIn, openDialog, pressForPopup } from './swagger-ui.ts'

const ring: Ring = useBrowser()

beforeAll(async () => {
  const { system } = ring
  const { url } = system
  await allowSessions(system, { callbacks: [callbackAt(url)], logoutUrls: [`${url}/docs`, `${url}/`, `${url}/status`] })
})

const operation = (page: Page, id: string) => page.locator(`[id="${id}"]`)

test('the reference can be read without JavaScript', async () => {
  const { page } = await ring.visit('/docs#/payments/createPayment', { javaScriptEnabled: false })
  const article = operation(page, '/payments/createPayment')
  expect(await article.innerText()).toMatch(/POST \/payments\s+Make a payment\s+Access: scope write:payments/)
  expect(await article.locator('.sample code').first().innerText()).toContain('Authorization: Bearer $TOKEN')
  expect(await article.locator('.sample').count()).toBe(5)
  expect(await article.locator('.chip').allInnerTexts()).toEqual(['write:payments'])
  const services = await page.locator('main section > h2').allInnerTexts()
  expect([services.indexOf('Payments') < services.indexOf('Gateway'), services.at(-2)]).toEqual([true, 'Gateway'])
  const schema = await article.locator('a[href^="#schema-"]').first().getAttribute('href')
  expect(await page.locator(`[id="${schema?.slice(1)}"]`).count()).toBe(1)
  expect(await article.locator('a[href="/docs/errors#scope_missing"]').count()).toBe(1)
})

test('any operation is at most 15 tabs from the top, by the search', async () => {
  const { page } = await ring.visit('/docs')
  let tabs = 0
  const tabTo = async (selector: string): Promise<void> => {
    for (; tabs < 15; tabs += 1) {
      if ((await page.locator(`${selector}:focus`).count()) > 0) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${selector} is more than 15 tabs away`)
  }
  await tabTo('.skip')
  await page.keyboard.press('Enter')
  await page.locator('main:focus').waitFor()
  await page.goto(`${ring.system.url}/docs`)
  tabs = 0
  await tabTo('#query')
  await page.keyboard.type('refund a payment')
  await page.locator('#found a').waitFor()
  await tabTo('#found a')
  await page.keyboard.press('Enter')
  await page.locator('[id="/payments/refundPayment"]:focus').waitFor()
  expect(new URL(page.url()).hash).toBe('#/payments/refundPayment')
})

test('a reader signs in at an operation by the session, copies a sample with the token, and logs out of both', async () => {
  const { page } = await ring.visit('/docs#/payments/listPayments')
  const article = operation(page, '/payments/listPayments')
  expect(await article.getByRole('button', { name: 'Copy with your token' }).count()).toBe(0)
  await article.getByRole('button', { name: 'Sign in for this' }).click()
  await page.getByRole('button', { name: 'Remy Reader' }).click()
  await page.waitForURL(`${ring.system.url}/docs#/payments/listPayments`)
  // What the browser keeps is not forgotten.
  await page.reload()
  await article.getByText('✓ your token will do').waitFor()
  expect(await page.locator('#who').innerText()).toMatch(/^Signed in as .*Remy/)
  expect((await page.locator('.bar').boundingBox())?.y).toBe(0)
  const refund = operation(page, '/payments/refundPayment')
  expect(await refund.getByRole('button', { name: 'Sign in as somebody else' }).isVisible()).toBe(true)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await article.getByRole('button', { name: 'Copy with your token' }).first().click()
  await article.getByRole('button', { name: 'Copied' }).waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(
    new RegExp(`${ring.system.url}/payments.*Bearer eyJ`, 's'),
  )
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByText('You are logged out, here and at the tenant.').waitFor()
  expect(await page.evaluate("fetch('/payments').then(({ status }) => status)")).toBe(401)
})

test('the status page has the same sign-in, and its figures have this login of the session', async () => {
  const { page, requests } = await ring.visit('/status')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Remy Reader' }).click()
  await page.getByRole('region', { name: 'Requests by minute' }).getByRole('img').waitFor()
  expect(await page.locator('#place').innerText()).toMatch(/^Version \S+ · deployed .+ · answered in [A-Z]{3}$/)
  expect(requests.filter((request) => request.headers()['authorization'] !== undefined)).toEqual([])
  const read = "fetch('/status/sign-ins').then((answer) => answer.json()).then(({ latest }) => latest)"
  await expect
    .poll(() => page.evaluate<object[]>(read), { timeout: 20_000, interval: 500 })
    .toContainEqual(expect.objectContaining({ source: 'session', isFailed: false, grant: 'authorization_code' }))
})

test('Swagger UI knows the session, streams until it is stopped, and offers a login beside a refusal', async () => {
  const returnTo = encodeURIComponent('/docs/try?document=insights')
  const { page } = await ring.visit(`/auth/login?returnTo=${returnTo}&scope=read:payments%20read:insights`)
  await page.getByRole('button', { name: 'Remy Reader' }).click()
  await page.locator('#who').getByText('Signed in as Remy Reader').waitFor()
  const live = page.locator('#operations-insights-watchPayments')
  await live.getByText('✓ your token will do').waitFor()
  await live.locator('.opblock-summary-control').click()
  await live.getByRole('button', { name: 'Execute' }).click()
  await page.getByRole('log').getByText('event:').first().waitFor()
  await page.getByRole('button', { name: 'Stop' }).click()
  await live.locator('.live-responses-table').getByText('200', { exact: true }).waitFor()
  expect(await page.locator('.opblock .authorization__btn:visible').count()).toBe(0)

  await page.goto(`${ring.system.url}/docs/try?document=gateway`)
  const login = page.locator('#operations-gateway-startLogin')
  await login.locator('.opblock-summary-control').click()
  const tab = await pressForPopup(page, login.getByRole('button', { name: 'Execute' }))
  await tab.waitForURL((url) => url.origin === ring.system.tenantUrl)
  await tab.close()
  expect(await demandIn(page, 'gateway', 'showSession').innerText()).toContain('session')

  await page.goto(`${ring.system.url}/docs/try?document=samples`)
  const refused = page.locator('#operations-samples-showSecure')
  await refused.locator('.opblock-summary-control').click()
  await refused.getByRole('button', { name: 'Execute' }).click()
  await refused.getByRole('button', { name: 'Sign in for this' }).waitFor()
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByText('You are logged out, here and at the tenant.').waitFor()
  expect(await page.evaluate("fetch('/payments').then(({ status }) => status)")).toBe(401)
})

test('a page whose route asks for a second factor leads to a login with it, and back', async () => {
  const { page } = await ring.visit('/auth/login?returnTo=/sensitive&scope=read:reports')
  await page.getByRole('button', { name: 'Remy Reader' }).click()
  await page.getByText('insufficient_user_authentication').waitFor()
  await page.getByRole('link', { name: 'Log in again' }).click()
  await page.getByRole('heading', { name: 'Second factor' }).waitFor()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.waitForURL(`${ring.system.url}/sensitive`)
  await page.getByText('You have just logged in.').waitFor()
})

test('Swagger UI signs in as the challenge says, and repeats the call', async () => {
  const { page } = await ring.visit('/docs/try?document=samples')
  const sensitive = page.locator('#operations-samples-showSensitive')
  const first = await pressForPopup(page, sensitive.getByRole('button', { name: 'Sign in for this' }))
  const reader = first.getByRole('button', { name: 'Remy Reader' })
  await Promise.all([first.waitForEvent('close'), reader.click()])
  await sensitive.getByText('your sign-in does not suffice').waitFor()
  await sensitive.locator('.opblock-summary-control').click()
  await sensitive.getByRole('button', { name: 'Execute' }).click()
  const again = await pressForPopup(page, sensitive.getByRole('button', { name: 'Sign in again and repeat' }))
  await Promise.all([again.waitForEvent('close'), again.getByRole('button', { name: 'Confirm' }).click()])
  await sensitive.locator('.live-responses-table').getByText('200', { exact: true }).waitFor()
  await sensitive.getByText('✓ your token will do').waitFor()
})

test('Swagger UI takes a token that its reader has, and sends it without the session', async () => {
  const { page, requests } = await ring.visit(
    `/auth/login?returnTo=${encodeURIComponent('/docs/try?document=payments')}`,
  )
  await page.getByRole('button', { name: 'Remy Reader' }).click()
  await page.locator('#who').getByText('Signed in as Remy Reader').waitFor()
  const payments = page.locator('#operations-payments-listPayments')
  await payments.waitFor()
  const dialog = await openDialog(page, 'token')
  await dialog.getByLabel('Access token').fill(await ring.system.token({ machine: true, scope: 'read:payments' }))
  await authorize(dialog)
  await payments.getByText('✓ your token will do').waitFor()
  await payments.locator('.opblock-summary-control').click()
  await payments.getByRole('button', { name: 'Execute' }).click()
  await payments.locator('.live-responses-table').getByText('200', { exact: true }).waitFor()
  const call = requests.find((request) => new URL(request.url()).pathname === '/payments')
  const headers = await call?.allHeaders()
  expect([headers?.['authorization']?.startsWith('Bearer ey'), headers?.['cookie']]).toEqual([true, undefined])
})

test('the page about access says what a pasted token may do, and sends it nowhere', async () => {
  const { page, requests, complaints } = await ring.visit('/docs/access')
  await page.getByLabel('An access token').waitFor()
  const before = requests.length
  const token = await ring.system.token({ user: 'reader', scope: 'read:payments' })
  await page.getByLabel('An access token').fill(token)
  const verdictOf = async (path: string): Promise<string> =>
    await page
      .locator('tr', { has: page.locator(`a[href="/docs#${path}"]`) })
      .locator('.verdict')
      .innerText()
  expect(await verdictOf('/payments/listPayments')).toBe('✓ yes')
  expect(await verdictOf('/payments/createPayment')).toBe('no: needs write:payments')
  expect(await verdictOf('/insights/summarizePayments')).toBe('no: needs read:insights')
  expect(await verdictOf('/samples/receiveStripeEvent')).toBe('with its signature')
  expect(await page.locator('#claims').innerText()).toContain('Scopes granted')
  expect(await page.locator('#findings li').allInnerTexts()).toEqual([])
  expect([requests.length, complaints]).toEqual([before, []])
})

test('the page of a service finds the operations of all, and the quick start names the tenant and the audience', async () => {
  const { page } = await ring.visit('/docs/services/payments')
  expect(await page.locator('a[href="/openapi/payments.json"]').count()).toBe(1)
  await page.getByLabel('Search operations').fill('search the documents')
  await page.locator('#found a').first().click()
  await operation(page, '/search/searchDocuments').waitFor()
  expect(new URL(page.url())).toMatchObject({ pathname: '/docs', hash: '#/search/searchDocuments' })
  const machine = page.locator('.quick-start details').filter({ hasText: 'A machine' })
  await machine.locator('summary').click()
  const program = await machine.locator('code').innerText()
  expect(program).toContain(`curl ${ring.system.tenantUrl}/oauth/token`)
  expect(program).toMatch(/audience=https:\/\/api\.gatehouse\.local/)
})

test('«Try it» and a service of the index lead to their places', async () => {
  const { page } = await ring.visit('/docs/services/payments')
  expect(await page.locator('.operation').count()).toBe(6)
  await operation(page, '/payments/createPayment').getByRole('link', { name: 'Try it' }).click()
  await page.locator('#operations-payments-createPayment .opblock-body').waitFor()
  // The bar stays, and hides nothing.
  const top = async () => (await page.locator('#operations-payments-createPayment').boundingBox())?.y
  await expect.poll(top).toBeLessThan(200)
  expect(await top()).toBeGreaterThanOrEqual((await page.locator('.bar').boundingBox())?.height ?? 0)
  await page.goto(`${ring.system.url}/docs/errors#scope_missing`)
  const heading = await page.getByRole('heading', { name: 'scope_missing' }).boundingBox()
  expect(heading?.y).toBeGreaterThanOrEqual((await page.locator('.bar').boundingBox())?.height ?? 0)
  await page.getByText('Example of scope_missing').click()
  expect(JSON.parse(await page.locator('#scope_missing pre').innerText())).toMatchObject({
    status: 403,
    code: 'scope_missing',
    type: '/docs/errors#scope_missing',
  })
  await page.goto(`${ring.system.url}/docs/`)
  expect(new URL(page.url()).pathname).toBe('/docs')
  const unknown = await ring.system.fetch('/docs/services/nothing')
  expect([unknown.status, (await ring.system.fetch('/docs/services/payments/9')).status]).toEqual([404, 404])
})

test('the page of changes says release by release what breaks clients, and leads to operations that are still there', async () => {
  const { page, complaints } = await ring.visit('/docs/errors')
  await page.getByRole('link', { name: 'Changes' }).click()
  const release = page.locator('[id="1.1.0"]')
  expect(await release.innerText()).toMatch(
    /^1\.1\.0\s+2026-11-20\s+Breaks clients\s+GET \/refunds: the operation is gone/,
  )
  await release.getByRole('link', { name: '/payments/{id}' }).click()
  await operation(page, '/payments/getPayment').waitFor()
  expect(complaints).toEqual([])
})
