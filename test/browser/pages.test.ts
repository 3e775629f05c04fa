// The gateway's own pages as they load: what they show, and that they show it without anybody else's help.
import { expect, test } from 'vitest'
import { type Ring, useBrowser } from './browser.ts'
import { openDialog, type Scheme } from './swagger-ui.ts'

const ring: Ring = useBrowser()

test('the index page lists the services, and each leads to its part of the documentation', async () => {
  const { page, complaints, requests } = await ring.visit('/')
  const services = page.getByRole('listitem')
  expect(await services.getByRole('link').allInnerTexts()).toEqual(expect.arrayContaining(['Payments', 'Search']))
  expect(requests.map((request) => new URL(request.url()).origin)).toEqual(requests.map(() => ring.system.url))
  await services.getByRole('link', { name: 'Payments' }).click()
  await page.getByRole('link', { name: 'payments', exact: true }).waitFor()
  expect(new URL(page.url())).toMatchObject({ pathname: '/docs', hash: '#/payments' })
  expect(complaints).toEqual([])
})

test('whoever does not ask for HTML gets the index as JSON', async () => {
  const answer = await ring.system.fetch('/')
  expect(answer.headers.get('content-type')).toContain('application/json')
  expect(await answer.json()).toMatchObject({ documentation: '/docs', openapi: '/openapi.json' })
})

test('the documentation loads from our own origin, runs nothing inline and complains of nothing', async () => {
  const { page, complaints, requests } = await ring.visit('/docs')
  await page.getByRole('heading', { name: /^Gatehouse/ }).waitFor()
  await page.waitForLoadState('networkidle')
  const strangers = requests.map((request) => new URL(request.url()))
  const own = [ring.system.url, ring.system.tenantUrl]
  expect(strangers.filter((url) => !own.includes(url.origin))).toEqual([])
  expect(complaints).toEqual([])
  expect(await page.locator('script:not([src])').count()).toBe(0)
})

test('a script that is injected into the documentation does not run', async () => {
  const { page, complaints } = await ring.visit('/docs')
  await page.evaluate(`document.body.append(
    Object.assign(document.createElement('script'), { textContent: 'window.injected = true' }))`)
  expect(await page.evaluate('window.injected')).toBeUndefined()
  expect(complaints).toContainEqual(expect.stringContaining('securitypolicyviolation: script-src-elem inline'))
})

test.each<Scheme>(['implicit', 'authorizationCode', 'password'])(
  'no scope of %s is ticked beforehand',
  async (scheme) => {
    const { page } = await ring.visit('/docs')
    const part = await openDialog(page, scheme)
    expect(await part.getByRole('checkbox').count()).toBeGreaterThan(0)
    expect(await part.getByRole('checkbox', { checked: true }).count()).toBe(0)
  },
)

test('the Authorize dialog opens at its start, and its scopes can be ticked by keyboard', async () => {
  const { page } = await ring.visit('/docs')
  const part = await openDialog(page, 'implicit')
  expect(await page.evaluate("document.querySelector('.modal-ux-content').scrollTop")).toBe(0)
  const box = part.getByRole('checkbox', { name: 'read:payments' })
  await box.focus()
  await page.keyboard.press('Space')
  expect(await box.isChecked()).toBe(true)
})

test('the documentation is dark for whoever prefers that, and follows when they change their mind', async () => {
  const { page } = await ring.visit('/docs', { colorScheme: 'dark' })
  await page.locator('html.dark-mode').waitFor()
  await page.emulateMedia({ colorScheme: 'light' })
  await page.locator('html:not(.dark-mode)').waitFor()
})

test('no page is wider than a phone', async () => {
  const { page } = await ring.visit('/', { viewport: { width: 390, height: 844 } })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  await page.goto(`${ring.system.url}/docs#/payments/createPayment`)
  await page.locator('#operations-payments-createPayment .responses-table').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
})
