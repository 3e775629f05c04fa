// Every page that we serve, looked at by axe-core as a person with other eyes, or none, would meet it: at the width of a
// phone and of a desk, in light and in dark. To add a page, add a line to PAGES.
import { readFile } from 'node:fs/promises'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { AUDIENCE, HOME, LoginClient } from 'gatehouse/testing'
import { type Ring, useBrowser, type RequestContext } from './browser.ts'
import { serveMonth } from './month.ts'
import { execute, openDialog } from './swagger-ui.ts'

const ring: Ring = useBrowser()
const axe = await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** What depends on how a page looks; the rest is the same in every view. */
const RULES_OF_SIGHT = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size']

/** A page hears of another view with the next frame, and may change its colours gradually. What turns without end is not waited for. */
const SETTLED = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => {
  const ending = document.getAnimations().filter(({ effect }) => effect.getTiming().iterations < Infinity)
  return Promise.allSettled(ending.map(({ finished }) => finished))
})`

const VIEWS = [
  { name: 'a phone, light', width: 360, height: 740, colorScheme: 'light' },
  { name: 'a phone, dark', width: 360, height: 740, colorScheme: 'dark' },
  { name: 'a desk, dark', width: 1280, height: 900, colorScheme: 'dark' },
  { name: 'a desk, light', width: 1280, height: 900, colorScheme: 'light' },
] as const

/** A page, and what is done on it until there is to be seen what is to be checked. */
interface Sight {
  readonly name: string
  readonly at: 'gateway' | 'tenant'
  readonly path: string
  readonly prepare: (visit: RequestContext) => Promise<unknown>
  /** The part that is checked, when another line has the rest. */
  readonly within?: string
}

const appears =
  (selector: string): Sight['prepare'] =>
  ({ page }) =>
    page.locator(selector).first().waitFor()

const REQUEST =
  'client_id=local-app&response_type=code&redirect_uri=http://localhost:6060/auth/callback&audience=https://api.gatehouse.local'

const SECOND_FACTOR = 'acr_values=http://schemas.openid.net/pape/policies/2007/06/multi-factor'

const PAGES: readonly Sight[] = [
  { name: 'the index', at: 'gateway', path: '/', prepare: appears('h1') },
  { name: 'the reference', at: 'gateway', path: '/docs/services/payments', prepare: openParts },
  { name: 'the page about access', at: 'gateway', path: '/docs/access', prepare: pasteToken },
  {
    name: 'the documentation, with an operation unfolded and its answer',
    at: 'gateway',
    path: '/docs/try?document=payments',
    prepare: ({ page }) => execute(page, 'payments', 'createPayment'),
  },
  { name: 'the documentation of errors', at: 'gateway', path: '/docs/errors#scope_missing', prepare: appears('h1') },
  { name: 'the page of changes', at: 'gateway', path: '/docs/changes', prepare: appears('h1') },
  {
    name: 'the dialog of the documentation',
    at: 'gateway',
    path: '/docs/try?document=payments',
    prepare: ({ page }) => openDialog(page, 'password'),
    within: '#authorize',
  },
  {
    name: 'the page that a login comes back to',
    at: 'gateway',
    path: '/docs/oauth2-redirect',
    prepare: appears('main'),
  },
  { name: 'the status page before signing in', at: 'gateway', path: '/status', prepare: appears('#enter') },
  {
    name: 'the status page after it, with 30 days of figures',
    at: 'gateway',
    path: '/status?range=month',
    prepare: showFigures,
  },
  { name: 'the page for revocations', at: 'gateway', path: '/status/revocations', prepare: showRevocationForm },
  { name: 'the question before logging out', at: 'gateway', path: '/', prepare: showLogout },
  { name: 'the page of an unknown path', at: 'gateway', path: '/Payments', prepare: appears('h1') },
  { name: 'the page of a refusal', at: 'gateway', path: '/payments', prepare: appears('h1') },
  {
    name: 'a stream',
    at: 'gateway',
    path: '/docs/try?document=insights',
    prepare: watchStream,
    within: '.stream',
  },
  { name: 'a login that failed', at: 'gateway', path: '/auth/callback?error=access_denied', prepare: appears('h1') },
  { name: 'the page after a login', at: 'gateway', path: '/', prepare: showHop },
  { name: 'the home of the tenant', at: 'tenant', path: '/', prepare: appears('h1') },
  { name: 'the login', at: 'tenant', path: `/authorize?${REQUEST}`, prepare: appears('#username') },
  { name: 'the login after a wrong password', at: 'tenant', path: `/authorize?${REQUEST}`, prepare: typeWrongPassword },
  { name: 'the second factor', at: 'tenant', path: `/authorize?${REQUEST}&${SECOND_FACTOR}`, prepare: passFirstFactor },
  { name: 'the question of a device', at: 'tenant', path: '/activate', prepare: askForDevice },
  { name: 'the logout of the tenant', at: 'tenant', path: `/authorize?${REQUEST}&${SECOND_FACTOR}`, prepare: logOut },
  { name: 'the page of the tenant for a mistake', at: 'tenant', path: '/authorize', prepare: appears('h1') },
  {
    name: 'the page of the tenant for a message',
    at: 'tenant',
    path: `/authorize?${REQUEST}&response_mode=web_message&prompt=none`,
    prepare: appears('#answer'),
  },
]

describe('axe finds nothing serious on', () => {
  test.each(PAGES)('$name', async ({ at, path, prepare, within }) => {
    const { url, tenantUrl } = ring.system
    const visit = await ring.visit(new URL(path, at === 'gateway' ? url : tenantUrl).href)
    await prepare(visit)
    const { page } = visit
    if (at === 'gateway') {
      expect(await page.getByRole('main').count()).toBe(1)
      expect(await page.locator('link[rel="icon"]').getAttribute('href')).toMatch(/^\/docs\/assets\/mark[\w-]*\.svg$/)
      expect(await page.locator('img.logo').getAttribute('src')).toMatch(/^\/docs\/assets\/mark[\w-]*\.svg$/)
    }
    // As a script of the debugger: the policy of the page forbids what is injected into it, and stays as it is.
    await page.evaluate(axe)
    for (const view of VIEWS) {
      await page.setViewportSize(view)
      await page.emulateMedia({ colorScheme: view.colorScheme, reducedMotion: 'reduce' })
      await page.evaluate(SETTLED)
      const found = await violationsOf(page, within, view === VIEWS[0] ? undefined : RULES_OF_SIGHT)
      expect({ view: view.name, found }).toEqual({ view: view.name, found: [] })
    }
  })
})

/** What is wrong with the page for many people, or for some altogether: the rule, and each place. */
async function violationsOf(page: Page, within = 'html', rules?: readonly string[]): Promise<string[]> {
  const options = { resultTypes: ['violations'], preload: false, ...(rules !== undefined && { runOnly: rules }) }
  const { violations } = await page.evaluate<AxeResults>(`axe.run('${within}', ${JSON.stringify(options)})`)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
}

// A browser of this system cannot log in: its callback is elsewhere.
async function showFigures({ page }: RequestContext): Promise<void> {
  const client = new LoginClient(ring.system)
  await client.logIn({ scope: 'read:status' }, 'reader')
  // Chromium takes such a cookie from a script for https alone, and sends it to this machine nevertheless.
  const url = ring.system.url.replace('http:', 'https:')
  const cookies = [...client.cookies].map(([name, value]) => ({ name, value, url, secure: true }))
  await page.context().addCookies(cookies)
  await serveMonth(page)
  await page.reload()
  await page.locator('#figures').getByRole('img').first().waitFor()
  // The tables under the charts are pages too.
  for (const summary of await page.locator('summary').all()) if (await summary.isVisible()) await summary.click()
  await page.locator('.chart').first().focus()
  await page.keyboard.press('ArrowLeft')
}

// One that does not end before it has been looked at.
const STREAM = `const fetch = async () => {
  const start = (controller) => controller.enqueue(new TextEncoder().encode('event: totals'))
  return new Response(new ReadableStream({ start }), { headers: { 'content-type': 'text/event-stream' } })
}
void Object.assign(window, { fetch })`

async function watchStream({ page }: RequestContext): Promise<void> {
  const operation = page.locator('#operations-insights-watchPayments')
  await operation.locator('.opblock-summary-control').click()
  await page.evaluate(STREAM)
  await operation.getByRole('button', { name: 'Execute' }).click()
  await page.getByRole('log').getByText('event: totals').waitFor()
}

async function passFirstFactor({ page }: RequestContext): Promise<void> {
  await page.getByRole('button', { name: 'Remy Reader' }).click()
  await page.getByRole('button', { name: 'Cancel' }).waitFor()
}

async function logOut(visit: RequestContext): Promise<void> {
  await passFirstFactor(visit)
  await visit.page.goto(`${ring.system.tenantUrl}/oidc/logout?client_id=local-app`)
  await visit.page.getByRole('button', { name: 'Log out' }).waitFor()
}

async function askForDevice({ page }: RequestContext): Promise<void> {
  const form = { client_id: 'local-app', scope: 'openid', audience: AUDIENCE }
  const answer = await page.request.post(`${ring.system.tenantUrl}/oauth/device/code`, { form })
  const { user_code: code } = (await answer.json()) as { readonly user_code: string }
  await page.getByLabel('Code').fill(code)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Cancel' }).waitFor()
}

// The form is for those who are signed in: what it looks like does not depend on that.
async function showRevocationForm({ page }: RequestContext): Promise<void> {
  await page.getByRole('heading', { name: 'Revocations' }).waitFor()
  await page.evaluate("document.getElementById('tools').hidden = false")
  await page.getByLabel('Tokens of').selectOption('member')
}

// Most refusals and samples are alike.
async function openParts({ page }: RequestContext): Promise<void> {
  const operation = page.locator('[id="/payments/createPayment"]')
  for (const part of ['Refusals', 'Typed client']) await operation.getByText(part).click()
  await operation.getByRole('button', { name: 'Copy', exact: true }).first().waitFor()
}

// The claims of a token that nobody signed.
async function pasteToken({ page }: RequestContext): Promise<void> {
  const claims = Buffer.from(JSON.stringify({ sub: 'auth0|1', scope: 'read:payments' })).toString('base64url')
  await page.getByLabel('An access token').fill(`e30.${claims}.c2ln`)
  await page.getByText('✓ yes').first().waitFor()
}

// It leads on at once: here to an answer without content, which leaves a page where it is.
async function showHop({ page }: RequestContext): Promise<void> {
  const done = await new LoginClient(ring.system).logIn()
  const [headers, body] = [Object.fromEntries(done.headers), await done.text()]
  await page.route(`${HOME}/`, (route) => route.fulfill({ status: 204 }))
  await page.route('**/auth/callback', (route) => route.fulfill({ status: done.status, headers, body }))
  const left = page.waitForResponse(`${HOME}/`)
  await page.goto(new URL('/auth/callback', page.url()).href)
  await left
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor()
}

// A browser of this system has no session: its callback is elsewhere.
async function showLogout({ page }: RequestContext): Promise<void> {
  const client = new LoginClient(ring.system)
  await client.logIn()
  const answer = await client.send('/auth/logout', { headers: { accept: 'text/html' } })
  const [headers, body] = [Object.fromEntries(answer.headers), await answer.text()]
  await page.route('**/auth/logout', (route) => route.fulfill({ status: answer.status, headers, body }))
  await page.goto(new URL('/auth/logout', page.url()).href)
  await page.locator('form').waitFor()
}

async function typeWrongPassword({ page }: RequestContext): Promise<void> {
  await page.getByLabel('Email address').fill('reader@example.com')
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.getByRole('alert').waitFor()
}
