// Other people's clients of Auth0 against the local tenant and the gateway, each as it comes: it logs a person in, calls the
// gateway, renews its token and logs the person out, in a real browser.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useBrowser } from '../browser/browser.ts'
import { AUDIENCE } from '../../src/testing/system.ts'
import { installPackages } from '../installed-packages.ts'
import { findInterpreter } from '../python/interpreter.ts'
import { type Application, FOLDER, startApplication, startNodeApplication } from './applications.ts'
import { startHttpsTenant } from './https-tenant.ts'

const AUTHLIB_MODULES = ['authlib.integrations.starlette_client', 'httpx', 'itsdangerous', 'starlette', 'uvicorn']
const AUTHLIB_PACKAGES = ['python3-authlib', 'python3-fastapi', 'python3-httpx', 'python3-itsdangerous', 'uvicorn']

type Client = {
  readonly name: string
  /** What Node runs. */
  readonly args?: readonly string[]
  /** Whether it binds its tokens to a key. */
  readonly usesDpop?: boolean
  /** Whether it logs out without saying which session it means, so that the tenant asks the person. */
  readonly needsConsent?: boolean
}

const NODE_CLIENTS: readonly Client[] = [
  { name: 'express-openid-connect', args: ['express-openid-connect.js'] },
  { name: 'openid-client', args: ['openid-client.js'], usesDpop: true },
  { name: 'passport-auth0', args: ['passport-auth0.js'] },
  { name: 'auth0-server-js', args: ['auth0-server-js.js'], needsConsent: true },
  { name: 'nextjs-auth0', args: ['nextjs-auth0.js'] },
  { name: 'auth0-react', args: ['page.js', 'auth0-react.jsx'], usesDpop: true },
  { name: 'oidc-client-ts', args: ['page.js', 'oidc-client-ts.js'] },
]
const CLIENTS: readonly Client[] = [...NODE_CLIENTS, { name: 'Authlib' }]

installPackages(FOLDER)
const python = findInterpreter(AUTHLIB_MODULES, AUTHLIB_PACKAGES)
const tenant = await startHttpsTenant()
const { certificatePath } = tenant
const applications = new Map<string, Application>()
// The gateway must know the origins before it starts.
for (const { name, args = [] } of NODE_CLIENTS)
  applications.set(name, await startNodeApplication(args, certificatePath))
if ('command' in python)
  applications.set('Authlib', await startApplication(python.command, ['authlib_client.py'], certificatePath))
const origins = Array.from(applications.values(), ({ origin }) => origin)
const ring = useBrowser({ vars: { AUTH0_DOMAIN: tenant.url, GATEHOUSE_ALLOWED_ORIGINS: origins.join(', ') } })

beforeAll(async () => {
  const paths = ['', '/callback', '/auth/callback']
  const callbacks = origins.flatMap((origin) => paths.map((path) => origin + path))
  await tenant.control('PATCH', 'clients/local-app', { callbacks, logoutUrls: origins, webOrigins: origins })
  const places = { tenant: tenant.url, gateway: ring.system.url, audience: AUDIENCE }
  for (const application of applications.values()) await application.use(places)
})
afterAll(async () => {
  await Promise.all([...applications.values(), tenant].map((running) => running.stop()))
})

async function expectPerson(page: Page, name: string): Promise<void> {
  await page.locator('#person').getByText(name, { exact: true }).waitFor()
}

type Shown = { status: number; body: unknown; claims: Record<string, unknown> }

/** Does what the link or the button of this name does, and gives what it shows. */
async function show(page: Page, name: string): Promise<Shown> {
  await page.evaluate("document.querySelector('output').textContent = ''")
  await page.getByText(name, { exact: true }).click()
  const shown = await page.locator('output:not(:empty)').innerText()
  return JSON.parse(shown) as Shown
}

test.for(CLIENTS)('$name logs a person in, calls the gateway, renews and logs out', async (client, { skip }) => {
  const { name, usesDpop = false, needsConsent = false } = client
  const application = applications.get(name)
  if (application === undefined) {
    skip('missing' in python ? python.missing : name)
    return
  }
  const { page } = await ring.visit(application.origin, { ignoreHTTPSErrors: true })
  await expectPerson(page, 'Nobody')
  await page.getByText('Log in', { exact: true }).click()
  await page.getByRole('button', { name: 'Remy Reader' }).click()
  await expectPerson(page, 'Remy Reader')

  const cnf = usesDpop ? { jkt: expect.any(String) as string } : undefined
  const good = { status: 200, body: { payments: expect.any(Array) as unknown[] } }
  const called = await show(page, 'Show payments')
  expect(called).toMatchObject({ ...good, claims: { azp: 'local-app' } })
  expect([called.claims['gty'], called.claims['cnf']]).toEqual([undefined, cnf])
  const renewed = await show(page, 'Renew')
  expect(renewed).toMatchObject(good)
  expect([renewed.claims['gty'], renewed.claims['cnf']]).toEqual(['refresh_token', cnf])

  await page.getByText('Log out', { exact: true }).click()
  if (needsConsent) await page.getByRole('button', { name: 'Log out' }).click()
  await expectPerson(page, 'Nobody')
  await page.getByText('Log in', { exact: true }).click()
  await page.getByRole('button', { name: 'Remy Reader' }).waitFor()
})
