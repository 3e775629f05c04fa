// Signing in on the status page when it does not go well: the page says why, and lets the person try again. And the page itself.
import { describe, expect, test } from 'vitest'
import { callbackAt, type Ring, useBrowser, type RequestContext } from './browser.ts'
import { expectMessage, openPopup, panel, signIn, WITHOUT_LOGIN } from './status-page.ts'

const ring: Ring = useBrowser(WITHOUT_LOGIN)

const READER = 'Remy Reader'
const NOBODY = 'Noa Nobody'
const MINUTES = 'Requests by minute, last hour'

async function visitAs(person: string, options?: Parameters<Ring['visit']>[1]): Promise<RequestContext> {
  const visit = await ring.visit('/status', options)
  await signIn(visit.page, person)
  return visit
}

describe('whoever can not see the figures is told why, and can sign in again:', () => {
  test('a person without the permission, and then may be somebody else', async () => {
    const { page } = await visitAs(NOBODY)
    await expectMessage(page, 'your account lacks the permission read:status')
    expect(await page.locator('#figures').isVisible()).toBe(false)
    // The tenant asks who it is, although it knows.
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'Sign in as somebody else' }).click(),
    ])
    await Promise.all([popup.waitForEvent('close'), popup.getByRole('button', { name: READER }).click()])
    await panel(page, MINUTES).getByRole('img').waitFor()
  })

  test('a person whose token has expired', async () => {
    await ring.system.control('PATCH', 'settings', { accessTokenLifetimeSeconds: 1, clockOffsetSeconds: -60 })
    try {
      const { page } = await visitAs(READER)
      await expectMessage(page, 'Your sign-in has expired')
      expect(await page.getByRole('button', { name: 'Sign in to see the figures' }).isEnabled()).toBe(true)
    } finally {
      await ring.system.control('PATCH', 'settings', { accessTokenLifetimeSeconds: 86_400, clockOffsetSeconds: 0 })
    }
  })

  test('a person whom the tenant refuses', async () => {
    const { page } = await ring.visit('/status')
    await page.route(`${ring.system.tenantUrl}/oauth/token`, async (route) => {
      const form = new URLSearchParams(route.request().postData() ?? '')
      form.set('code', 'of-somebody-else')
      await route.continue({ postData: form.toString() })
    })
    await signIn(page, READER)
    await expectMessage(page, /The tenant refused: .+ \(invalid_grant\)\. .*A code is good once/)
  })

  test('a person whose tenant does not let this page ask', async () => {
    // As Auth0 answers to an origin that it does not know: without a word that a page may read.
    await ring.system.control('POST', 'faults', { path: '/oauth/token', status: 403, times: 1 })
    const { page } = await visitAs(READER)
    await expectMessage(
      page,
      `add ${ring.system.url} to Allowed Web Origins (Applications → your application → Settings)`,
    )
  })

  test('a person whose browser can not load the login', async () => {
    const { page } = await ring.visit('/status')
    await page.route('**/tenant-login-*.js', (route) => route.abort())
    const popup = await openPopup(page)
    await expectMessage(page, 'The part of this page that signs in could not be loaded. Try again.')
    if (!popup.isClosed()) await popup.waitForEvent('close')
  })

  test('a person who closes the window', async () => {
    const { page } = await ring.visit('/status')
    await (await openPopup(page)).close()
    await expectMessage(page, 'The window was closed before you were signed in;')
  })

  test('a person whose answer belongs to another login, and its code is not used', async () => {
    await ring.system.control('POST', 'faults', {
      path: '/authorize',
      status: 302,
      redirectTo: `${callbackAt(ring.system.url)}?code=of-somebody-else&state=of-somebody-else`,
      times: 1,
    })
    const { page, requests } = await ring.visit('/status')
    await openPopup(page)
    await expectMessage(page, 'does not belong to this login')
    expect(requests.filter((request) => request.url().includes('/oauth/token'))).toEqual([])
  })
})

async function showsFigures({ page }: RequestContext): Promise<void> {
  await panel(page, MINUTES).getByRole('img').waitFor()
}

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
