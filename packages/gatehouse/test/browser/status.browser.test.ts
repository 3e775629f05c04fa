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
  panel,
  pass,
  rowsOf,
  setHidden,
  signIn,
} from './status-page.ts'

const ring: Ring = useBrowser()

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
    const visit = await visitAs(READER)
    await showsFigures(visit)
    const { page, requests, complaints } = visit
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
    expect(await countOf(page, 'Requests by service', 'gateway')).toBeGreaterThan(0)
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
    expect(carrying.map(([url]) => url)).toEqual([`${ring.system.url}/status/figures`])
    expect(decodeJwt(carrying[0]?.[1]?.slice('Bearer '.length) ?? '')).toMatchObject({ aud: AUDIENCE })
    expect(await page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length')).toBe(0)
  })

  test('sees the figures change when requests are made', async () => {
    const visit = await ring.visit('/status')
    await visit.page.clock.install()
    await signIn(visit.page, READER)
    await showsFigures(visit)
    const { page } = visit
    const refused = await countOf(page, 'Refusals by code', '404 route_not_found')
    const searched = await countOf(page, 'Requests by service', 'search')
    for (const path of ['/nowhere', '/nowhere/else', '/search?q=token']) await ring.system.fetch(path)
    await page.clock.runFor(REFRESH_MILLIS)
    await expectEventually(() => countOf(page, 'Refusals by code', '404 route_not_found'), refused + 2)
    expect(await countOf(page, 'Requests by service', 'search')).toBe(searched + 1)
    expect(await panel(page, 'Refusals by code').getByRole('img').locator('desc').textContent()).toContain(
      'route_not_found',
    )
    const [newest] = await rowsOf(page, MINUTES)
    expect(Number(newest?.[2])).toBeGreaterThanOrEqual(2)
  })

  test('keeps the focus and the table that they opened when the figures change', async () => {
    const visit = await ring.visit('/status')
    await visit.page.clock.install()
    await signIn(visit.page, READER)
    await showsFigures(visit)
    const { page } = visit
    const details = panel(page, 'Refusals by code').locator('details')
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

  test('signs out, here and at the tenant, and the figures are gone', async () => {
    const visit = await visitAs(READER)
    await showsFigures(visit)
    await visit.page.getByRole('button', { name: 'Sign out' }).click()
    await expectMessage(visit.page, 'You are signed out, here and at the tenant.')
    const out = visit.requests.find((request) => request.url().startsWith(`${ring.system.tenantUrl}/v2/logout`))
    expect(new URL(out?.url() ?? '').searchParams.get('client_id')).toBe('local-app')
    expect(await panel(visit.page, MINUTES).isVisible()).toBe(false)
    expect(await visit.page.getByRole('button', { name: 'Sign in', exact: true }).isVisible()).toBe(true)
  })
})

describe('the page', () => {
  test('is reached from the index page, runs nothing inline, and complains of nothing', async () => {
    const { page, complaints, requests } = await ring.visit('/')
    await page.getByRole('link', { name: 'Status' }).click()
    await page.getByRole('heading', { name: 'Status' }).waitFor()
    expect(await page.locator('script:not([src]), style, [style], [onclick]').count()).toBe(0)
    expect(new Set(requests.map((request) => new URL(request.url()).origin))).toEqual(new Set([ring.system.url]))
    expect(complaints).toEqual([])
  })

  test('runs no script that is injected into it', async () => {
    const { page, complaints } = await ring.visit('/status')
    await page.evaluate(`document.body.append(
      Object.assign(document.createElement('script'), { textContent: 'window.injected = true' }))`)
    expect(await page.evaluate('window.injected')).toBeUndefined()
    expect(complaints).toContainEqual(expect.stringContaining('securitypolicyviolation: script-src-elem inline'))
  })

  test('is no wider than a small phone, before and after the login', async () => {
    const visit = await ring.visit('/status', { viewport: { width: 360, height: 780 } })
    expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    await signIn(visit.page, READER)
    await showsFigures(visit)
    expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    const narrow = await panel(visit.page, MINUTES).getByRole('img').getAttribute('width')
    expect(Number(narrow)).toBeLessThanOrEqual(360)
    // The charts are drawn anew for the width that there is.
    await visit.page.setViewportSize({ width: 1000, height: 780 })
    await expect.poll(() => panel(visit.page, MINUTES).getByRole('img').getAttribute('width')).not.toBe(narrow)
  })

  test('is dark for whoever prefers that, and follows when they change their mind', async () => {
    const { page } = await ring.visit('/status', { colorScheme: 'dark' })
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(await background()).toBe('rgb(28, 32, 34)')
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await background()).toBe('rgb(255, 255, 255)')
  })

  test('moves nothing for whoever prefers that', async () => {
    const visit = await visitAs(READER, { reducedMotion: 'reduce' })
    await showsFigures(visit)
    expect(await visit.page.evaluate('document.getAnimations().length')).toBe(0)
  })
})

describe('in a system without one of its services', () => {
  const partial = useBrowser({ without: ['search'] })

  test('the page shows that it is not ready', async () => {
    const { page } = await partial.visit('/status')
    await signIn(page, READER)
    const missing = panel(page, 'Health').getByRole('listitem').filter({ hasText: 'search' })
    await missing.waitFor()
    expect((await missing.innerText()).replaceAll('\n', ' ')).toBe(
      '✕ search not ready: the gateway has no binding to it',
    )
    expect(await panel(page, 'Health').getByRole('listitem').filter({ hasText: 'payments' }).innerText()).not.toContain(
      'not',
    )
  })
})
