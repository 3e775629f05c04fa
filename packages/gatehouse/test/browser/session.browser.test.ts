// The session in a real Chromium: how it is kept, what a page of our own can do with it, and what a page of another origin can't.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bearer, linesOf } from 'gatehouse/testing'
import { allowSessions, type RequestContext, type Ring, useBrowser } from './browser.ts'

const ring: Ring = useBrowser()

// Pages of other sites: of a sister site, whose requests have our cookies, and of an unrelated site.
let stranger: Server
let strangers: readonly [sister: string, other: string]
beforeAll(async () => {
  const { system } = ring
  await allowSessions(system, { logoutUrls: [`${system.url}/`] })
  stranger = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>Hello</p>'))
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  const { port } = stranger.address() as AddressInfo
  strangers = [`http://127.0.0.1:${port}/`, `http://localhost:${port}/`]
})
afterAll(() => {
  stranger.close()
})

async function logIn(): Promise<RequestContext> {
  const visit = await ring.visit('/auth/login?returnTo=/public&scope=read:payments%20write:payments')
  await visit.page.getByRole('button', { name: 'Remy Reader' }).click()
  await visit.page.waitForURL(`${ring.system.url}/public`)
  return visit
}

/** What the gateway has answered at /payments so far. */
function statuses(): unknown[] {
  const lines = linesOf(ring.system, 'request').map(
    (line) => JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>,
  )
  return lines.filter(({ route }) => route === '/payments').map(({ status }) => status)
}

/** Opens a WebSocket at /payments, which is none, and gives what the gateway said to that. */
async function statusOfSocket(page: Page): Promise<unknown> {
  const address = JSON.stringify(`${ring.system.url.replace('http', 'ws')}/payments`)
  await evaluate(page, `new Promise((done) => { new WebSocket(${address}).onerror = done })`)
  return statuses().at(-1)
}

const evaluate = (page: Page, script: string): Promise<unknown> => page.evaluate(script)

test('a person logs in, and the page that they return to uses the session without ever seeing it', async () => {
  const { page } = await logIn()
  const cookies = (await page.context().cookies(ring.system.url)).filter(({ name }) =>
    name.startsWith('__Host-gatehouse'),
  )
  expect(cookies).toMatchObject([
    {
      name: '__Host-gatehouse-session',
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      domain: new URL(ring.system.url).hostname,
    },
  ])
  expect(await evaluate(page, 'document.cookie')).toBe('')
  expect(await evaluate(page, `fetch('/payments').then((answer) => answer.status)`)).toBe(200)
  const post = `fetch('/payments', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })`
  expect(await statusOfSocket(page)).toBe(200)
  // A reader may not write: the guard has judged the session's token.
  expect(await evaluate(page, `${post}.then((answer) => answer.json()).then(({ code }) => code)`)).toBe('scope_missing')
})

test('a page of another origin gets nothing by it: by no script, form, image or WebSocket', async () => {
  const { page } = await logIn()
  const target = JSON.stringify(`${ring.system.url}/payments`)
  for (const site of strangers) {
    const before = statuses().length
    await page.goto(site)
    for (const mode of ['cors', 'no-cors'])
      await evaluate(page, `fetch(${target}, { mode: '${mode}', credentials: 'include' }).catch(() => null)`)
    await evaluate(
      page,
      `new Promise((done) => { const image = new Image(); image.onerror = image.onload = done; image.src = ${target} })`,
    )
    await statusOfSocket(page)
    for (const method of ['get', 'post']) {
      await page.goto(site)
      await evaluate(
        page,
        `document.body.innerHTML = '<form method="${method}" action=${target}><button>Go</button></form>'`,
      )
      await page.getByRole('button', { name: 'Go' }).click()
      await page.waitForURL(`${ring.system.url}/payments**`)
    }
    const answered = statuses().slice(before)
    expect(answered).toHaveLength(6)
    for (const status of answered) expect([401, 403]).toContain(status)
  }
})

test('a person logs out of both, and a link from elsewhere asks first', async () => {
  const { page } = await logIn()
  await page.goto(strangers[1])
  await evaluate(page, `location.href = ${JSON.stringify(`${ring.system.url}/auth/logout`)}`)
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.getByText('Hello, Remy Reader').waitFor()
  await page.goto(strangers[1])
  await evaluate(page, `location.href = ${JSON.stringify(`${ring.system.url}/auth/logout`)}`)
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL(`${ring.system.url}/`)
  expect(await evaluate(page, `fetch('/payments').then((answer) => answer.status)`)).toBe(401)
  // Nobody is asked who is not logged in.
  await page.goto(`${ring.system.url}/auth/logout`)
  await page.getByRole('heading', { name: 'Nobody is logged in' }).waitFor()
  await page.goto(`${ring.system.url}/auth/login`)
  await page.getByRole('button', { name: 'Remy Reader' }).waitFor()
})

test('the index greets a person by name, and lets somebody else log in', async () => {
  const { page } = await logIn()
  await page.goto(ring.system.url)
  await page.getByText('Hello, Remy Reader').waitFor()
  await page.getByRole('link', { name: 'Log in as somebody else' }).click()
  await page.getByRole('button', { name: 'Remy Reader' }).waitFor()
  await page.goto(ring.system.url)
  await page.getByRole('link', { name: 'Log out' }).click()
  await page.getByRole('link', { name: 'Log in' }).waitFor()
})

test('a person who opens what is not there, or not for them, gets a page that leads on', async () => {
  const { page, complaints } = await ring.visit('/Payments')
  await page.getByRole('heading', { name: 'Unknown route' }).waitFor()
  await page.getByRole('link', { name: '/payments', exact: true }).click()
  await page.getByRole('link', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Remy Reader' }).click()
  await page.getByText('"payments"').waitFor()
  const refused = await page.goto(`${ring.system.url}/insights/payments`)
  expect(refused?.status()).toBe(403)
  await page.getByRole('link', { name: 'Log in with it' }).waitFor()
  await page.getByRole('link', { name: 'Home' }).waitFor()
  expect(complaints.filter((text) => !text.includes('status of 40'))).toEqual([])
})

test('what goes wrong is told to a person in words', async () => {
  const { page } = await ring.visit('/')
  const failed = await page.goto(`${ring.system.url}/auth/callback?code=x&state=y`)
  await page.getByRole('heading', { name: 'Login failed' }).waitFor()
  const text = await page.getByRole('main').innerText()
  expect(text).toContain((await failed?.headerValue('x-request-id')) ?? 'an id')
  expect(text).not.toMatch(/secret/)
  expect(await page.getByRole('link', { name: 'Log in' }).getAttribute('href')).toBe('/auth/login')
})

test('an operator revokes the tokens of a user on the page for revocations, sees it in the list, and takes it back', async () => {
  const visit = await ring.visit('/status/revocations')
  const { page } = visit
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Ada Admin' }).click()
  await page.waitForURL(`${ring.system.url}/status/revocations`)
  await page.getByLabel('User or machine').fill('auth0|stolen')
  await page.getByRole('button', { name: 'Revoke' }).click()
  const row = page.getByRole('row', { name: 'user auth0|stolen' })
  await row.getByText('operator').waitFor()
  const stolen = bearer(
    await ring.system.mint({ user: 'reader@example.com', claims: { sub: 'auth0|stolen', iat: 1_700_000_000 } }),
  )
  expect((await ring.system.fetch('/me', { headers: stolen })).status).toBe(401)
  await row.getByRole('button', { name: 'Take back: user auth0|stolen' }).click()
  await row.waitFor({ state: 'detached' })
  expect((await ring.system.fetch('/me', { headers: stolen })).status).toBe(200)
  // Everyone is revoked only by who says so.
  await page.getByLabel('Tokens of').selectOption('all')
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('status').filter({ hasText: 'Say that you mean everyone.' }).waitFor()
  expect(visit.complaints).toEqual([])
})

test('the page for revocations tells a reader without the permission what is missing', async () => {
  const { page } = await ring.visit('/auth/login?returnTo=/status/revocations')
  await page.getByRole('button', { name: 'Noa Nobody' }).click()
  await page.waitForURL(`${ring.system.url}/status/revocations`)
  await page.getByRole('status').filter({ hasText: 'write:revocations' }).waitFor()
  expect(await page.getByRole('button', { name: 'Revoke' }).isVisible()).toBe(false)
})
