// The session in the documentation page: signed in, ended or refused, and the click that helps.
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { callbackAt, type Ring, useBrowser, type RequestContext } from './browser.ts'
import { authorize, demandIn, logIn, openDialog, pick, pressForPopup, scopesIn } from './swagger-ui.ts'

const ring: Ring = useBrowser()

const READER = 'Remy Reader'
const ADMIN = 'Ada Admin'
const DAY_MILLIS = 86_400_000
/** One service's part is enough to log in by, and shows in half the time. */
const DOCS = '/docs/try?document=payments'

const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })

async function signIn(page: Page, as: string): Promise<void> {
  await pick(await pressForPopup(page, button(page, 'Sign in')), as)
  await page.getByText('Signed in as').waitFor()
}

async function expectMessage(page: Page, text: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor()
}

/** The scopes that each login of a visit has asked for. */
function askedScopes({ requests }: RequestContext): (string | null)[] {
  const authorizations = requests.filter((request) => request.url().startsWith(`${ring.system.tenantUrl}/authorize`))
  return authorizations.map((request) => new URL(request.url()).searchParams.get('scope'))
}

/** Lets the tenant answer the next login with what it says to mistakes in its settings. */
async function answerWith(page: Page, answer: Readonly<Record<string, string>>): Promise<void> {
  await page.context().route(`${ring.system.tenantUrl}/authorize?*`, async (route) => {
    const asked = new URL(route.request().url()).searchParams
    const fields = new URLSearchParams({ state: asked.get('state') ?? '', ...answer })
    const mark = asked.get('response_type') === 'token' ? '#' : '?'
    await route.fulfill({ status: 302, headers: { location: `${callbackAt(ring.system.url)}${mark}${fields}` } })
  })
}

describe('every operation shows what it demands', () => {
  test('in the words of its contract, whether it is unfolded or not', async () => {
    const { paths } = JSON.parse(readFileSync('src/generated/openapi.json', 'utf8')) as {
      paths: Record<string, Record<string, { operationId: string; tags: [string]; description: string }>>
    }
    const { page } = await ring.visit('/docs/try')
    await demandIn(page, 'payments', 'listPayments').waitFor()
    for (const { tags, operationId, description } of Object.values(paths).flatMap((item) => Object.values(item))) {
      const [, demand = ''] = /\*\*Access:\*\* (.+)\.$/.exec(description) ?? []
      const words = demand.replaceAll('`', '')
      expect(await demandIn(page, tags[0], operationId).locator('.words').innerText()).toBe(words)
    }
  })

  test('and its scopes are asked for when it is ticked, by the bar and by the dialog', async () => {
    const visit = await ring.visit('/docs/try')
    const { page } = visit
    await demandIn(page, 'insights', 'summarizePayments').getByRole('checkbox').check()
    const ticked = scopesIn(await openDialog(page, 'implicit')).and(page.locator(':checked'))
    expect(await ticked.evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value')))).toEqual([
      'read:insights',
      'read:payments',
    ])
    await page.keyboard.press('Escape')
    await signIn(page, READER)
    expect(askedScopes(visit)).toEqual(['read:insights read:payments'])
    expect(visit.complaints).toEqual([])
  })
})

describe('a reader who is signed in', () => {
  test('sees who they are and how long for, and signs in again with one click when it has run out', async () => {
    const visit = await ring.visit(DOCS)
    const { page } = visit
    await page.clock.install()
    await demandIn(page, 'payments', 'listPayments').getByRole('checkbox').check()
    await signIn(page, READER)
    const who = page.locator('#who')
    expect(await who.innerText()).toMatch(/^Signed in as reader@example\.com, (1 d|23 h 59 min) left$/)
    await page.clock.fastForward(DAY_MILLIS / 2)
    await expect.poll(() => who.innerText()).toMatch(/, (12 h|11 h 59 min) left$/)
    await page.clock.fastForward(DAY_MILLIS / 2)
    await expectMessage(page, 'Your sign-in has run out.')
    const demand = demandIn(page, 'payments', 'listPayments')
    expect(await demand.innerText()).toContain('your sign-in has run out')
    const popup = await pressForPopup(page, button(page, 'Sign in again').first())
    // The tenant knows who it is: one click was all.
    if (!popup.isClosed()) await popup.waitForEvent('close')
    await demand.getByText('your token will do').waitFor()
    expect(askedScopes(visit)).toEqual(['read:payments', 'read:payments'])
  })

  test('is told by each operation whether the token will do, and signs in for what lacks with one click', async () => {
    const visit = await ring.visit(DOCS)
    const { page } = visit
    await logIn(page, { way: 'implicit', scopes: ['read:payments'], as: ADMIN })
    expect(await demandIn(page, 'payments', 'listPayments').innerText()).toContain('your token will do')
    const demand = demandIn(page, 'payments', 'createPayment')
    expect(await demand.innerText()).toContain('your token lacks it')
    const popup = await pressForPopup(page, demand.getByRole('button', { name: 'Sign in with it' }))
    if (!popup.isClosed()) await popup.waitForEvent('close')
    await demand.getByText('your token will do').waitFor()
    // By the same flow, and for what was asked before too.
    expect(askedScopes(visit)).toEqual(['read:payments', 'read:payments write:payments'])
    expect(visit.requests.filter((request) => request.url().endsWith('/oauth/token'))).toEqual([])
  })

  test.each(['the bar', 'the dialog'])(
    'logs out at the tenant too by %s, and somebody else can sign in',
    async (where) => {
      const visit = await ring.visit('/docs/try')
      const { page } = visit
      await logIn(page, { way: 'implicit', scopes: [], as: READER })
      expect(await demandIn(page, 'payments', 'refundPayment').innerText()).toContain('your account lacks it')
      if (where === 'the bar') await button(page, 'Log out').click()
      else await (await openDialog(page, 'implicit')).getByRole('button', { name: 'Log out' }).click()
      await expectMessage(page, 'You are logged out, here and at the tenant.')
      const out = visit.requests.find((request) => request.url().startsWith(`${ring.system.tenantUrl}/v2/logout`))
      const { client_id, returnTo } = Object.fromEntries(new URL(out?.url() ?? '').searchParams)
      expect([client_id, returnTo?.split('?')[0]]).toEqual(['local-app', `${ring.system.url}/docs`])
      expect(new URL(page.url()).search).toBe('')
      await page.goto(`${ring.system.url}/docs/try`)
      await signIn(page, ADMIN)
      expect(await page.locator('#who').innerText()).toContain('admin@example.com')
      expect(visit.complaints).toEqual([])
    },
  )
})

describe('a login', () => {
  test('comes back when the tenant has cut the window off from the page that opened it', async () => {
    const visit = await ring.visit(DOCS)
    const { page } = visit
    await page.context().route(`${ring.system.tenantUrl}/authorize?*`, async (route) => {
      const { location } = (await route.fetch({ maxRedirects: 0 })).headers()
      const headers = { 'content-type': 'text/html', 'cross-origin-opener-policy': 'same-origin' }
      await route.fulfill({ headers, body: `<meta http-equiv="refresh" content="0;url=${location}">` })
    })
    const popup = await pressForPopup(page, button(page, 'Sign in'))
    await popup.getByRole('button', { name: READER }).waitFor()
    expect(await popup.evaluate('window.opener')).toBeNull()
    // From here a window that was cut off looks like one that was closed.
    await expectMessage(page, 'if it is still there, go on in it')
    await popup.getByRole('button', { name: READER }).click()
    await page.getByText('Signed in as').waitFor()
    expect(visit.complaints).toEqual([])
  })

  test('whose answer has the state of another is not used, and the reader is told so', async () => {
    const visit = await ring.visit(DOCS)
    await answerWith(visit.page, { code: 'of-somebody-else', state: 'of-somebody-else' })
    await pressForPopup(visit.page, button(visit.page, 'Sign in'))
    await expectMessage(visit.page, 'does not belong to this login')
    expect(visit.requests.filter((request) => request.url().endsWith('/oauth/token'))).toEqual([])
  })

  test('for which the browser opens no window says what to allow', async () => {
    const { page } = await ring.visit(DOCS)
    await page.evaluate('window.open = () => null')
    await button(page, 'Sign in').click()
    await expectMessage(page, 'Allow popups for this page')
  })

  test('that the tenant keeps to itself says which callback URL to add', async () => {
    const elsewhere = ring.system.url.replace('127.0.0.1', 'localhost')
    const { page } = await ring.visit(elsewhere + DOCS)
    const popup = await pressForPopup(page, button(page, 'Sign in'))
    await popup.getByRole('heading', { name: 'Callback URL mismatch' }).waitFor()
    await popup.close()
    await expectMessage(page, `add ${callbackAt(elsewhere)} to Allowed Callback URLs`)
  })

  test('for an API that the tenant does not know says where to make one', async () => {
    const { page } = await ring.visit(DOCS)
    await page.context().route(`${ring.system.tenantUrl}/authorize?*`, async (route) => {
      const url = new URL(route.request().url())
      url.searchParams.set('audience', 'https://nowhere.example')
      await route.continue({ url: url.href })
    })
    await pressForPopup(page, button(page, 'Sign in'))
    await expectMessage(
      page,
      'Service not found: https://nowhere.example (access_denied). Create an API with the identifier',
    )
  })

  test.each(['implicit', 'authorizationCode'] as const)(
    'by %s that was refused says in the dialog what to do',
    async (way) => {
      const { page } = await ring.visit(DOCS)
      await answerWith(page, { error: 'access_denied', error_description: 'User did not authorize the request' })
      await authorize(await openDialog(page, way))
      await page
        .getByRole('alert')
        .filter({ hasText: 'Your consent is missing. Start the login again, and accept.' })
        .waitFor()
    },
  )
})
