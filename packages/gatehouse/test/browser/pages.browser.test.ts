// The gateway's own pages as they load: what they show and weigh, without requests to other hosts.
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { type Ring, useBrowser } from './browser.ts'
import { openDialog, scopesIn } from './swagger-ui.ts'

const ring: Ring = useBrowser()

/** What a page may weigh on its way when it is first opened, in KiB, with everything that it loads. */
const PAGES = [
  ['the index', '/', 4],
  ['the reference', '/docs', 60],
  ['an operation of the reference', '/docs#/payments/createPayment', 60],
  ['the status page', '/status', 15],
] as const

/** Adds up by how much the page has moved what its reader already saw (Layout Instability). */
const WATCH_SHIFTS = `window.shifted = 0
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) window.shifted += value
}).observe({ type: 'layout-shift', buffered: true })`

test('the index page lists the services, and each leads to its part of the documentation', async () => {
  const { page, complaints, requests } = await ring.visit('/')
  const services = page.getByRole('listitem')
  expect(await services.getByRole('link').allInnerTexts()).toEqual(expect.arrayContaining(['Payments', 'Search']))
  expect(requests.map((request) => new URL(request.url()).origin)).toEqual(requests.map(() => ring.system.url))
  await services.getByRole('link', { name: 'Payments' }).click()
  await page.getByRole('heading', { name: 'Payments', exact: true }).waitFor()
  expect(new URL(page.url())).toMatchObject({ pathname: '/docs', hash: '#/payments' })
  expect(complaints).toEqual([])
})

test('whoever does not ask for HTML gets the index as JSON', async () => {
  const answer = await ring.system.fetch('/')
  expect(answer.headers.get('content-type')).toContain('application/json')
  expect(await answer.json()).toMatchObject({ documentation: '/docs', openapi: '/openapi.json' })
})

test('the documentation loads from our own origin, runs nothing inline and complains of nothing', async () => {
  const { page, complaints, requests } = await ring.visit('/docs/try')
  await page.getByRole('heading', { name: /^Gatehouse/ }).waitFor()
  await page.waitForLoadState('networkidle')
  const strangers = requests.map((request) => new URL(request.url()))
  const own = [ring.system.url, ring.system.tenantUrl]
  expect(strangers.filter((url) => !own.includes(url.origin))).toEqual([])
  expect(complaints).toEqual([])
  expect(await page.locator('script:not([src])').count()).toBe(0)
})

test.each(PAGES)('%s weighs little, moves nothing, and what it loads is kept', async (_name, path, maxKib) => {
  const { requests, page, complaints } = await ring.visit('about:blank', { viewport: { width: 390, height: 844 } })
  await page.addInitScript({ content: WATCH_SHIFTS })
  await page.goto(ring.system.url + path)
  await page.waitForLoadState('networkidle')
  const loaded = requests.filter((request) => request.url().startsWith(ring.system.url))
  const sizes = await Promise.all(loaded.map((request) => request.sizes()))
  const bytes = sizes.map(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(maxKib * 1024)
  expect(await page.evaluate('window.shifted')).toBe(0)
  const answers = await Promise.all(loaded.map((request) => request.response()))
  const assets = answers.filter((answer) => answer?.url().includes('/docs/assets/') === true)
  expect(assets.length).toBeGreaterThan(2)
  for (const answer of assets) expect(await answer?.headerValue('cache-control')).toContain('immutable')
  expect(complaints).toEqual([])
})

test('a script that is injected into the documentation does not run', async () => {
  const { page, complaints } = await ring.visit('/docs/try?document=payments')
  await page.evaluate(`document.body.append(
    Object.assign(document.createElement('script'), { textContent: 'window.injected = true' }))`)
  expect(await page.evaluate('window.injected')).toBeUndefined()
  expect(complaints).toContainEqual(expect.stringContaining('securitypolicyviolation: script-src-elem inline'))
})

test('the Authorize dialog fits on a desk, offers each way and each scope once, and none is ticked', async () => {
  const { page } = await ring.visit('/docs/try')
  // The dialog and the button of Swagger UI have nothing in common.
  expect((await page.locator('.btn.authorize').boundingBox())?.width).toBeLessThan(200)
  const dialog = await openDialog(page, 'implicit')
  const names = await scopesIn(dialog).evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value')))
  expect(names).toEqual(expect.arrayContaining(['openid', 'read:payments', 'write:payments']))
  expect(new Set(names).size).toBe(names.length)
  expect(await scopesIn(dialog).and(page.locator(':checked')).count()).toBe(0)
  expect(await dialog.getByRole('radio').count()).toBe(5)
  expect(await dialog.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
  const document = (await (await ring.system.fetch('/openapi.json')).json()) as {
    components: { securitySchemes: object }
  }
  expect(Object.keys(document.components.securitySchemes)).toEqual(
    expect.arrayContaining(['implicit', 'authorizationCode', 'password', 'openIdConnect']),
  )
})

test('the documentation is dark for whoever prefers that, and follows when they change their mind', async () => {
  const { page } = await ring.visit('/docs/try?document=payments', { colorScheme: 'dark' })
  await page.locator('html.dark-mode').waitFor()
  await page.emulateMedia({ colorScheme: 'light' })
  await page.locator('html:not(.dark-mode)').waitFor()
})

test('the documentation of one service can be chosen and linked to, and the whole again', async () => {
  const { page, complaints } = await ring.visit('/docs/try')
  const choice = page.getByRole('combobox', { name: 'Document', exact: true })
  await choice.selectOption('Payments')
  await page.getByRole('heading', { name: /^Gatehouse: Payments/ }).waitFor()
  expect(await page.locator('.opblock-tag').allInnerTexts()).toEqual([expect.stringContaining('payments')])
  expect(new URL(page.url()).search).toBe('?document=payments')
  await page.reload()
  await page.getByRole('heading', { name: /^Gatehouse: Payments/ }).waitFor()
  await choice.selectOption('Everything')
  await page.locator('#operations-tag-search').waitFor()
  expect(new URL(page.url()).search).toBe('')
  const document = await ring.system.fetch('/openapi/payments.json')
  expect(await document.text()).not.toContain('tenant.invalid')
  expect(complaints).toEqual([])
})

test('the document that was chosen is shown, also when the one before it arrives later', async () => {
  const { page } = await ring.visit('about:blank')
  const chosen = Promise.withResolvers<undefined>()
  await page.route('**/openapi.json', async (route) => {
    await chosen.promise
    await route.continue()
  })
  await page.goto(`${ring.system.url}/docs/try`)
  await page.getByRole('combobox', { name: 'Document', exact: true }).selectOption('Payments')
  const heading = page.getByRole('heading', { name: /^Gatehouse: Payments/ })
  await heading.waitFor()
  const again = page.waitForResponse('**/openapi/payments.json')
  chosen.resolve(undefined)
  await again
  await heading.waitFor()
  await page.locator('#operations-tag-search').waitFor({ state: 'detached' })
})

test('a reader signs in and calls an operation with the keyboard alone', async () => {
  const { page } = await ring.visit('/docs/try?document=payments')
  const press = async (target: Locator, key: string): Promise<void> => {
    for (let stops = 0; stops < 200; stops += 1) {
      await page.keyboard.press('Tab')
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) {
        return await page.keyboard.press(key)
      }
    }
    throw new Error('the keyboard does not get there')
  }
  const operation = page.locator('#operations-payments-listPayments')
  await operation.waitFor()
  const popups = page.waitForEvent('popup')
  await press(page.getByRole('button', { name: 'Sign in', exact: true }), 'Enter')
  const popup = await popups
  await popup.getByRole('button', { name: 'Remy Reader' }).waitFor()
  await popup.keyboard.press('Tab')
  await popup.keyboard.press('Tab')
  await Promise.all([popup.waitForEvent('close'), popup.keyboard.press('Enter')])
  const demand = operation.locator('.demand')
  await demand.getByText('your token lacks it').waitFor()
  await press(demand.getByRole('button', { name: 'Sign in with it' }), 'Enter')
  await demand.getByText('your token will do').waitFor()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await press(operation.locator('.opblock-summary-control'), 'Enter')
  await press(operation.getByRole('button', { name: 'Execute' }), 'Enter')
  await operation.locator('.live-responses-table').getByText('200', { exact: true }).waitFor()
})

test('the dialog keeps the focus while it is open, ticks all by keyboard, and gives the focus back', async () => {
  const { page } = await ring.visit('/docs/try?document=payments')
  const dialog = await openDialog(page, 'implicit')
  const isInside = () => page.evaluate("document.activeElement.closest('dialog') !== null")
  await page.keyboard.press('Tab')
  expect(await isInside()).toBe(true)
  await dialog.getByRole('button', { name: 'Tick all' }).focus()
  await page.keyboard.press('Enter')
  expect(await scopesIn(dialog).and(page.locator(':not(:checked)')).count()).toBe(0)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(await page.evaluate('document.activeElement.innerText')).toBe('Authorize')
})

test('without a tenant the reference can be read, and a person at the machine sees which variables are wrong', async () => {
  const { system } = ring
  const setDomain = async (domain: string): Promise<void> => {
    await system.harness.update(({ workers, ...rest }) => ({
      ...rest,
      workers: workers.map((worker, index) =>
        index === 0 && 'secrets' in worker
          ? { ...worker, secrets: { ...worker.secrets, AUTH0_DOMAIN: domain } }
          : worker,
      ),
    }))
  }
  const domain = system.tenantUrl
  await setDomain('https://user@tenant.example/path')
  try {
    const { page } = await ring.visit('/docs#/payments/listPayments')
    await page.locator('[id="/payments/listPayments"]').waitFor()
    const answer = await page.goto(`${system.url}/docs/try`)
    expect([answer?.status(), await answer?.headerValue('retry-after')]).toEqual([503, null])
    expect(await page.getByRole('listitem').allInnerTexts()).toEqual([expect.stringContaining('AUTH0_DOMAIN')])
  } finally {
    await setDomain(domain)
  }
})

test.each(['light', 'dark'] as const)('no page is wider than a small phone, in the %s', async (colorScheme) => {
  const { page } = await ring.visit('/', { viewport: { width: 360, height: 780 }, colorScheme })
  const width = () => page.evaluate('document.documentElement.scrollWidth')
  expect(await width()).toBe(360)
  await page.goto(`${ring.system.url}/docs/try?document=payments#/payments/createPayment`)
  await page.locator('#operations-payments-createPayment .responses-table').waitFor()
  expect(await width()).toBe(360)
  const label = page.locator('#operations-payments-createPayment .demand label')
  expect(await label.evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element).color)).toBe(
    await page.evaluate('getComputedStyle(document.body).color'),
  )
  await openDialog(page, 'authorizationCode')
  expect(await width()).toBe(360)
  await page.goto(ring.system.tenantUrl)
  expect(await width()).toBe(360)
})
