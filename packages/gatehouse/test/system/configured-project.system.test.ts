// A copy of the project with every member of gatehouse.config.ts, served by `gatehouse dev`: the pages, the documents, refusals, cookies,
// ports and the people of the local tenant are the project's own.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { freePort } from '../../../../tools/workerd/server.ts'
import { copyProject, type ProjectCopy } from '../../src/testing/project-copy.ts'
import { type RunningDev, startDev } from '../../src/testing/running-dev.ts'
import { bearer } from '../../src/testing/system.ts'

const LONG_MILLIS = 300_000
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><circle cx="8" cy="8" r="8"/></svg>'
const NAVIGATION = {
  accept: 'text/html',
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}

const configOf = (gateway: number, tenant: number): string => `import { defineConfig } from 'gatehouse/config'

export default defineConfig({
  name: 'my-api',
  brand: {
    title: 'My <API>',
    logo: 'assets/logo.svg',
    colours: { accent: { light: '#7a1fa2', dark: '#d7a3f0' } },
  },
  console: { pages: 'signed-in' },
  realm: 'my realm',
  cookiePrefix: 'my-api',
  headerPrefix: 'x-my-api-',
  webSocketSubprotocol: 'my-api.bearer.',
  problemTypes: 'https://example.com/errors#',
  ports: { gateway: ${gateway}, tenant: ${tenant} },
  tenant: {
    audience: 'https://api.example.com',
    claimNamespace: 'https://example.com',
    users: [
      { email: 'Ann.B@example.com', password: 'secret', permissions: 'all', roles: ['editor'], claims: { plan: 'gold' } },
      { email: 'bob@example.com', permissions: ['read:payments'], organizations: ['org_1'] },
    ],
  },
})
`

let project: ProjectCopy
let dev: RunningDev
let url: string
let tenantUrl: string

beforeAll(async () => {
  project = copyProject()
  const [port, tenantPort] = [await freePort(), await freePort()]
  url = `http://localhost:${port}`
  tenantUrl = `http://localhost:${tenantPort}`
  mkdirSync(join(project.folder, 'assets'))
  writeFileSync(join(project.folder, 'assets/logo.svg'), LOGO)
  writeFileSync(join(project.folder, 'gatehouse.config.ts'), configOf(port, tenantPort))
  const variables = readFileSync('.dev.vars.example', 'utf8')
    .replace('https://api.gatehouse.local', 'https://api.example.com')
    .replace('https://gatehouse.local', 'https://example.com')
  writeFileSync(join(project.folder, '.dev.vars'), variables)
  dev = await startDev(project)
}, LONG_MILLIS)

beforeEach(() => {
  onTestFailed(() => console.log(dev.output()))
})

afterAll(async () => {
  await dev.stop()
  expect(existsSync(join(project.folder, '.wrangler/gatehouse/dev.json'))).toBe(false)
  project.remove()
}, LONG_MILLIS)

const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  await fetch(url + path, { headers, redirect: 'manual' })

/** Runs `gatehouse token`, which finds the tenant by itself. */
async function tokenOf(...args: readonly string[]): Promise<string> {
  const { code, output: printed } = await project.gatehouse('token', ...args)
  expect(code, printed).toBe(0)
  return printed.trim().split('\n').at(-1) ?? ''
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}

describe('the pages', () => {
  test.each(['/', '/docs', '/docs/errors', '/docs/oauth2-redirect', '/status', '/auth/logout'])(
    'have the title, the logo and the colours of the project: %s',
    async (path) => {
      const page = await (await get(path, NAVIGATION)).text()
      expect(page).toMatch(/<title>[^<]*My &lt;API&gt;/)
      expect(page).not.toContain('Gatehouse')
      const [, logo = ''] = /<link rel="icon" href="([^"]+\.svg)"/.exec(page) ?? []
      expect(page).toContain(`<img class="logo" src="${logo}" alt="" />My &lt;API&gt;`)
      expect(await (await get(logo)).text()).toBe(LOGO)
      const [, colours = ''] = /<link rel="stylesheet" href="([^"]+\/brand-[^"]+\.css)"/.exec(page) ?? []
      expect(await (await get(colours)).text()).toContain('--accent: #7a1fa2')
    },
  )

  test('are for everybody here, because the tenant is on this machine', async () => {
    expect((await get('/docs')).status).toBe(200)
  })
})

test('the documents are called by the title, and so is the gateway', async () => {
  expect(await (await get('/openapi.json')).json()).toMatchObject({ info: { title: 'My <API>' } })
  expect(await (await get('/openapi/payments.json')).json()).toMatchObject({ info: { title: 'My <API>: Payments' } })
  expect(await (await get('/')).json()).toMatchObject({ name: 'My <API>' })
  const metadata = await get('/.well-known/oauth-protected-resource/payments')
  expect(await metadata.json()).toMatchObject({ resource_name: 'My <API>: Payments' })
  expect(dev.output()).toContain('My <API>\n')
})

test('refusals have the realm and the types of the project, those of a domain too', async () => {
  const refused = await get('/payments')
  expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer realm="my realm", /)
  expect(await refused.json()).toMatchObject({ type: 'https://example.com/errors#token_missing' })
  const headers = bearer(await tokenOf('--scope', 'read:payments'))
  const ofDomain = await get('/payments?limit=none', headers)
  expect(ofDomain.status).toBe(400)
  expect(await ofDomain.json()).toMatchObject({ type: 'https://example.com/errors#request_invalid' })
})

test('a login sets the cookies of the project, and its session is read by them', async () => {
  const begun = await get('/auth/login?scope=read:payments', NAVIGATION)
  expect(begun.status).toBe(303)
  const [pending = ''] = begun.headers.getSetCookie()
  expect(pending).toMatch(/^__Host-my-api-login-/)
  const asked = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
  const form = new URL(asked.headers.get('location') ?? '', tenantUrl)
  const body = new URLSearchParams({ username: 'bob@example.com', password: 'password' })
  const answered = await fetch(form, { method: 'POST', body, redirect: 'manual' })
  const back = new URL(answered.headers.get('location') ?? '')
  expect(back.origin).toBe(url)
  const finished = await get(back.pathname + back.search, { ...NAVIGATION, cookie: pending.split(';')[0] ?? '' })
  const session = finished.headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-my-api-session='))
  const headers = { cookie: session?.split(';')[0] ?? '', 'sec-fetch-site': 'same-origin' }
  expect(await (await get('/me', headers)).json()).toMatchObject({ email: 'bob@example.com' })
})

describe('a token of the local tenant', () => {
  test('is of the first person unless another is named, on whichever port the tenant is', async () => {
    expect(claimsOf(await tokenOf('--scope', 'read:payments'))).toMatchObject({
      iss: `${tenantUrl}/`,
      aud: 'https://api.example.com',
      scope: 'read:payments',
      'https://example.com/email': 'ann.b@example.com',
      'https://example.com/roles': ['editor'],
      'https://example.com/plan': 'gold',
    })
    const token = await tokenOf('--user', 'bob')
    expect(claimsOf(token)).toMatchObject({ permissions: ['read:payments'] })
    const me = (await (await get('/me', bearer(token))).json()) as Record<string, unknown>
    expect(me).toMatchObject({ email: 'bob@example.com' })
  })

  test('can be asked for at a port, and says which people there are', async () => {
    const { port } = new URL(tenantUrl)
    expect(await tokenOf('--tenant-port', port, '--user', 'ann.b')).toContain('.')
    const unknown = await project.gatehouse('token', '--user', 'admin')
    expect(unknown).toMatchObject({ code: 1, output: 'the local tenant has no user "admin": it has ann.b, bob\n' })
    expect((await project.gatehouse('token', '--tenant-port', '0')).output).toContain('--tenant-port takes a number')
  })

  test('is not given for an organization that the person is not in', async () => {
    expect(await statusFor('org_1')).toBe(200)
    expect(await statusFor('org_2')).toBe(403)
  })
})

async function statusFor(organization: string): Promise<number> {
  const body = new URLSearchParams({
    grant_type: 'password',
    username: 'bob@example.com',
    password: 'password',
    organization,
    client_id: 'local-app',
    client_secret: 'local-app-secret',
    audience: 'https://api.example.com',
  })
  return (await fetch(`${tenantUrl}/oauth/token`, { method: 'POST', body })).status
}

test(
  'what is wrong in the file is told at once, by every command that reads it',
  async () => {
    const wrong = copyProject()
    try {
      writeFileSync(
        join(wrong.folder, 'gatehouse.config.ts'),
        "export default { tittle: 'x', ports: { gateway: 0 }, brand: { logo: 'none.svg' } }",
      )
      const told =
        'gatehouse.config.ts: tittle is unknown: known are name, brand, console, realm, cookiePrefix, headerPrefix, webSocketSubprotocol, problemTypes, ports, tenant, auth0\n' +
        'gatehouse.config.ts: ports.gateway takes a whole number from 1 to 65535, not 0\n' +
        'gatehouse.config.ts: brand.logo takes the path of a file that is there, not "none.svg"\n'
      for (const command of ['contracts', 'check', 'dev', 'token'])
        expect(await wrong.gatehouse(command)).toEqual({ code: 1, output: told })
      writeFileSync(join(wrong.folder, 'gatehouse.config.ts'), 'export const config = {}')
      const unexported = 'gatehouse.config.ts must export its settings: export default defineConfig({ … })\n'
      expect(await wrong.gatehouse('contracts')).toEqual({ code: 1, output: unexported })
    } finally {
      wrong.remove()
    }
  },
  LONG_MILLIS,
)
