// The status page: its access, its contents, and that other callers learn nothing of it.
import { readdirSync } from 'node:fs'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { AUDIENCE } from 'gatehouse/testing'
import { callbackAt, type Ring, useBrowser, type RequestContext } from './browser.ts'
import {
  askings,
  countOf,
  expectEventually,
  expectMessage,
  openPopup,
  panel,
  pass,
  rowsOf,
  setHidden,
  signIn,
  WITHOUT_LOGIN,
} from './status-page.ts'

const ring: Ring = useBrowser(WITHOUT_LOGIN)

const READER = 'Remy Reader'
const MINUTES = 'Requests by minute, last hour'
const REFRESH_MILLIS = 5_000

async function visitAs(person: string, options?: Parameters<Ring['visit']>[1]): Promise<RequestContext> {
  const visit = await ring.visit('/status', options)
  await signIn(visit.page, person)
  return visit
}

async function showsFigures({ page }: RequestContext): Promise<void> {
  await panel(page, MINUTES).getByRole('img').waitFor()
}

describe('a reader with the permission', () => {
  test('signs in by code and PKCE, for the one scope, and sees keys, services and requests', async () => {
    const visit = await ring.visit('/status')
    const { page, requests, complaints } = visit
    await page.clock.install()
    await signIn(page, READER)
    await showsFigures(visit)
    const authorize = requests.find((request) => request.url().startsWith(`${ring.system.tenantUrl}/authorize`))
    expect(Object.fromEntries(new URL(authorize?.url() ?? '').searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'local-app',
      redirect_uri: callbackAt(ring.system.url),
      audience: AUDIENCE,
      scope: 'read:status',
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
    })
    const { current, next } = await ring.system.control('GET', 'keys')
    expect(await panel(page, 'Keys').getByRole('listitem').locator('code').allTextContents()).toEqual([current, next])
    expect(await panel(page, 'Keys').getByRole('heading', { level: 3 }).textContent()).toBe(`${ring.system.tenantUrl}/`)
    const health = await panel(page, 'Health').getByRole('listitem').allInnerTexts()
    expect(health.map((text) => text.replaceAll('\n', ' ')).toSorted()).toEqual(
      ['keys', ...readdirSync('workers')].map((name) => `✓ ${name} ready`).toSorted(),
    )
    // The isolate hands its counts over with a later request, such as one of this page.
    const counted = async (): Promise<number> => {
      await page.clock.runFor(REFRESH_MILLIS)
      return await countOf(page, 'Requests by service', 'gateway')
    }
    await expect.poll(counted, { timeout: 20_000, interval: 300 }).toBeGreaterThan(0)
    expect(complaints).toEqual([])
  })

  test('sends the token in a header to the gateway only, and finds it stored nowhere', async () => {
    const visit = await visitAs(READER)
    await showsFigures(visit)
    const { page, requests } = visit
    const origins = new Set(requests.map((request) => new URL(request.url()).origin))
    expect([...origins].toSorted()).toEqual([ring.system.url, ring.system.tenantUrl].toSorted())
    const headers = requests.map((request) => [request.url(), request.headers()['authorization']] as const)
    const carrying = headers.filter(([, authorization]) => authorization !== undefined)
    expect(carrying.map(([url]) => url.replace(ring.system.url, '')).toSorted()).toEqual([
      '/status/deployment?range=hour',
      '/status/figures',
      '/status/sign-ins?range=hour',
    ])
    expect(decodeJwt(carrying[0]?.[1]?.slice('Bearer '.length) ?? '')).toMatchObject({ aud: AUDIENCE })
    expect(await page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length')).toBe(0)
  })

  test('sees the figures change when requests are made', async () => {
    const visit = await ring.visit('/status')
    await visit.page.clock.install()
    await signIn(visit.page, READER)
    await showsFigures(visit)
    const { page } = visit
    const refused = await countOf(page, 'Refusals by code', 'route_not_found')
    const searched = await countOf(page, 'Requests by service', 'search')
    for (const path of ['/nowhere', '/nowhere/else', '/search?q=token']) await ring.system.fetch(path)
    // The isolate hands its counts over with a later request, such as one of this page.
    const refreshed = async (): Promise<number> => {
      await page.clock.runFor(REFRESH_MILLIS)
      return await countOf(page, 'Refusals by code', 'route_not_found')
    }
    await expect.poll(refreshed, { timeout: 20_000, interval: 300 }).toBe(refused + 2)
    expect(await countOf(page, 'Requests by service', 'search')).toBe(searched + 1)
    const [newest] = await rowsOf(page, MINUTES)
    expect(Number(newest?.[2])).toBeGreaterThanOrEqual(2)
    const link = panel(page, 'Refusals by code').getByRole('link', { name: 'route_not_found' })
    expect(await link.getAttribute('href')).toBe('/docs/errors#route_not_found')
  })

  test('keeps the focus and the table that they opened when the figures change', async () => {
    const visit = await ring.visit('/status')
    await visit.page.clock.install()
    await signIn(visit.page, READER)
    await showsFigures(visit)
    const { page } = visit
    const details = panel(page, MINUTES).locator('details')
    await details.locator('summary').focus()
    await page.keyboard.press('Enter')
    const before = askings(visit)
    await page.clock.runFor(REFRESH_MILLIS)
    await expectEventually(() => askings(visit), before + 1)
    expect(await details.getAttribute('open')).toBe('')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY')
  })

  test('is asked for nothing while they do not look, and after they paused', async () => {
    const visit = await ring.visit('/status')
    await visit.page.clock.install()
    await signIn(visit.page, READER)
    await showsFigures(visit)
    const { page } = visit
    const before = askings(visit)
    await setHidden(page, true)
    await pass(page, REFRESH_MILLIS, 3)
    expect(askings(visit)).toBe(before)
    await setHidden(page, false)
    await expectEventually(() => askings(visit), before + 1)
    await page.getByRole('button', { name: 'Pause' }).click()
    await pass(page, REFRESH_MILLIS, 3)
    expect(askings(visit)).toBe(before + 1)
    await page.getByRole('button', { name: 'Pause' }).click()
    await expectEventually(() => askings(visit), before + 2)
  })

  test('chooses a time range and a code, and a link leads to the same figures', async () => {
    const visit = await visitAs(READER)
    await showsFigures(visit)
    const { page } = visit
    await page.locator('#range').selectOption('Last 30 days')
    await panel(page, 'Requests by day, last 30 days').getByRole('img').waitFor()
    await page.locator('#service').selectOption('gateway')
    await page.getByText('Requests by route').waitFor()
    expect(new URL(page.url()).search).toBe('?range=month&service=gateway')
    await page.goto(`${ring.system.url}/status?range=day&code=token_missing`)
    // The tenant knows the person by now, and closes its window at once.
    await openPopup(page)
    await panel(page, 'Requests by hour, last 24 hours').getByRole('img').waitFor()
    expect(await page.locator('#code').inputValue()).toBe('token_missing')
    expect(await page.getByText('Median answer time').isVisible()).toBe(false)
  })

  test('reads a column by pointer, by finger and by the arrow keys, also while the figures change', async () => {
    const visit = await ring.visit('/status', { hasTouch: true })
    await visit.page.clock.install()
    await signIn(visit.page, READER)
    await showsFigures(visit)
    const { page } = visit
    const chart = panel(page, MINUTES).locator('.chart')
    const tip = chart.locator('.tip')
    await chart.hover({ position: { x: 200, y: 60 } })
    const said = await tip.innerText()
    expect(said).toMatch(/^\d\d:\d\d: \d+ answered, \d+ refused, \d+ failed$/)
    const before = askings(visit)
    await page.clock.runFor(REFRESH_MILLIS)
    await expectEventually(() => askings(visit), before + 1)
    expect((await tip.innerText()).slice(0, 5)).toBe(said.slice(0, 5))
    await page.mouse.move(0, 0)
    expect(await tip.innerText()).toBe('')
    await chart.tap({ position: { x: 300, y: 60 } })
    expect(await tip.innerText()).not.toBe('')
    await chart.focus()
    await page.keyboard.press('Escape')
    await page.keyboard.press('ArrowLeft')
    const last = await tip.innerText()
    await page.keyboard.press('ArrowLeft')
    expect(await tip.innerText()).not.toBe(last)
  })

  test('sees that the gateway does not answer, since when, and that what is shown is old', async () => {
    const visit = await ring.visit('/status')
    await visit.page.clock.install()
    await signIn(visit.page, READER)
    await showsFigures(visit)
    const { page } = visit
    await page.route('**/status/figures', (route) => route.abort())
    await page.clock.runFor(REFRESH_MILLIS)
    await expectMessage(
      page,
      /^No figures since \d\d:\d\d:\d\d: the gateway cannot be reached\. What you see is from \d\d:\d\d:\d\d\./,
    )
    expect(await page.evaluate("getComputedStyle(document.getElementById('figures')).filter")).toBe('grayscale(1)')
    expect(await page.title()).toMatch(/^✕ No answer – /)
    await page.unroute('**/status/figures')
    await page.clock.runFor(REFRESH_MILLIS)
    await expect.poll(() => page.title()).not.toContain('✕')
    expect(await page.getByRole('status').filter({ hasText: 'No figures' }).count()).toBe(0)
  })

  test('sees the figures of one isolate, and why, where the Durable Object does not answer', async () => {
    const visit = await ring.visit('/status')
    await visit.page.route(/\/status\/(deployment|sign-ins)/, (route) => route.fulfill({ status: 503, body: '{}' }))
    await signIn(visit.page, READER)
    await showsFigures(visit)
    const { page } = visit
    expect(await page.locator('#scope').innerText()).toMatch(
      /does not answer\. These are the figures of the one isolate/,
    )
    expect(await page.locator('#range').isVisible()).toBe(false)
    expect(await countOf(page, 'Requests by service', 'gateway')).toBeGreaterThan(0)
  })

  test('signs out, here and at the tenant, and the figures are gone', async () => {
    const visit = await visitAs(READER)
    await showsFigures(visit)
    await visit.page.getByRole('button', { name: 'Log out' }).click()
    await expectMessage(visit.page, 'You are logged out, here and at the tenant.')
    const out = visit.requests.find((request) => request.url().startsWith(`${ring.system.tenantUrl}/v2/logout`))
    expect(new URL(out?.url() ?? '').searchParams.get('client_id')).toBe('local-app')
    expect(await panel(visit.page, MINUTES).isVisible()).toBe(false)
    expect(await visit.page.getByRole('button', { name: 'Sign in', exact: true }).isVisible()).toBe(true)
  })
})

describe('in a system without one of its services', () => {
  const partial = useBrowser({ ...WITHOUT_LOGIN, without: ['search'] })

  test('the page shows that it is not ready', async () => {
    const { page } = await partial.visit('/status')
    await signIn(page, READER)
    const missing = panel(page, 'Health').getByRole('listitem').filter({ hasText: 'search' })
    await missing.waitFor()
    expect((await missing.innerText()).replaceAll('\n', ' ')).toMatch(
      /^✕ search not ready: the gateway has no binding to it Since \d\d:\d\d:\d\d \(.+\)\.$/,
    )
    // A reader who has the page in another tab sees it too.
    expect(await page.title()).toMatch(/^✕ Not ready: search – /)
    expect(await panel(page, 'Health').getByRole('listitem').filter({ hasText: 'payments' }).innerText()).not.toContain(
      'not',
    )
  })
})
