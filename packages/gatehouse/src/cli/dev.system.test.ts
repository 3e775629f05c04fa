// Tests `gatehouse dev` in a copy of the project: every saved file is served, however it is saved, without a restart.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest'
import { freePort, type Server, startServer } from '../../../../tools/workerd/server.ts'
import { visitAlone } from '../../test/browser/browser.ts'
import { execute, logIn } from '../../test/browser/swagger-ui.ts'
import { findInterpreter, PYTHON_ENVIRONMENT } from '../../test/python/interpreter.ts'
import { fetchDocument } from '../contracts/documents/fetch-document.ts'
import { stableText } from '../contracts/documents/stable-order.ts'
import { AUDIENCE, bearer } from '../testing/system.ts'
import { copyProject, type ProjectCopy } from '../testing/project-copy.ts'
import { curlRequestsOf } from '../testing/curl-requests.ts'
import { type RunningDev, startDev } from '../testing/running-dev.ts'
import { localToken } from './token/local.ts'
import { inRepository } from '../../test/folders.ts'

/** A start of everything, or several commands, on a machine that has other things to do. */
const LONG_MILLIS = 300_000
const PATIENCE = { timeout: 120_000, interval: 250 }
const CONTRACT = 'workers/search/contract.ts'
const READER_TOOLS = ['getDocument', 'getReceipt', 'listPayments', 'search'].map((name) => ({ name }))
const SERVICES = inRepository('packages/gatehouse/test/services')

let project: ProjectCopy
let dev: RunningDev
let [url, ports]: [string, readonly string[]] = ['', []]
/** A service in FastAPI; `null` where there is no FastAPI. */
let application: Server | null

beforeAll(async () => {
  project = copyProject()
  addService('reports', "{ origin: 'https://reports.example', headers: { 'X-Key': 'REPORTS_KEY' } }")
  addService('orders', "{ binding: 'ORDERS', service: 'orders', environments: { staging: 'orders-staging' } }")
  addService('maps', "{ origin: 'https://maps.example' }")
  const [port, tenantPort] = [await freePort(), await freePort()]
  url = `http://localhost:${port}`
  application = await startApplication(`http://localhost:${tenantPort}`)
  ports = ['--port', String(port), '--tenant-port', String(tenantPort)]
  dev = await startDev(project, ...ports, '--mock', 'reports', '--mock', 'orders')
}, LONG_MILLIS)

beforeEach(() => {
  onTestFailed(() => console.log(dev.output()))
})

afterAll(async () => {
  await Promise.all([dev.stop(), application?.stop()])
  project.remove()
}, LONG_MILLIS)

const textOf = async (path: string): Promise<string> => await (await fetch(url + path)).text()
const statusOf = async (path: string, headers = {}): Promise<number> => (await fetch(url + path, { headers })).status

/** Adds a service that is not there, with one operation for anyone and one for the scope `read:NAME`. */
function addService(name: string, settings: string): void {
  const folder = join(project.folder, 'origins', name)
  const scopes = { [`read:${name}`]: 'Read' }
  const operation = (operationId: string, security: object[]) => ({
    get: {
      operationId: `${operationId}-${name}`,
      security,
      responses: { 200: { description: 'Fine', content: { 'application/json': { example: { from: operationId } } } } },
    },
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'service.ts'), `export const service = ${settings}\n`)
  writeFileSync(
    join(folder, 'openapi.json'),
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: name, version: '1', description: 'For tests.' },
      paths: {
        [`/${name}`]: operation('open', [{}]),
        [`/${name}/{id}`]: operation('guarded', [{ oauth: Object.keys(scopes) }]),
      },
      components: {
        securitySchemes: {
          oauth: { type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://x.example', scopes } } },
        },
      },
    }),
  )
}

/** Starts the application of a user of `fastapi_auth0`, and adds it with the document that it serves. */
async function startApplication(tenantUrl: string): Promise<Server | null> {
  const python = findInterpreter(['fastapi', 'jwt', 'uvicorn'], ['python3-fastapi', 'python3-jwt', 'uvicorn'])
  if ('missing' in python) return null
  const port = await freePort()
  const server = await startServer({
    command: python.command,
    args: ['-m', 'uvicorn', 'fastapi_service:app', '--app-dir', SERVICES, '--port', String(port)],
    port,
    env: { ...PYTHON_ENVIRONMENT, AUTH0_DOMAIN: tenantUrl, AUTH0_AUDIENCE: AUDIENCE },
  })
  const origin = `http://127.0.0.1:${port}`
  const folder = join(project.folder, 'origins/blabla')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'openapi.json'), stableText(await fetchDocument(`${origin}/openapi.json`)))
  const settings = `{ origin: '${origin}', prefix: '/blabla', operations: { 'GET /public': { public: true } } }`
  writeFileSync(join(folder, 'service.ts'), `export const service = ${settings}\n`)
  return server
}

/** Saves a file as many editors do: beside it, and then renamed. */
function save(path: string, text: string): void {
  const whole = join(project.folder, path)
  writeFileSync(`${whole}.new`, text)
  renameSync(`${whole}.new`, whole)
}

test('the commands of docs/agents.md list the tools of a token, and call one', async () => {
  const token = await localToken('reader', 'read:payments', `http://localhost:${ports[3]}`)
  const requests = curlRequestsOf(readFileSync(inRepository('docs/agents.md'), 'utf8'), token)
  const answers = await Promise.all(requests.map(async (request) => (await fetch(`${url}/mcp`, request)).json()))
  expect(answers).toMatchObject([
    { result: { tools: READER_TOOLS } },
    { result: { structuredContent: { payments: [] } } },
  ])
})

test('the command of docs/delegation.md exchanges the token of a person for one of a service', async () => {
  const tenantUrl = `http://localhost:${ports[3]}`
  const token = await localToken('reader', 'read:payments', tenantUrl)
  const [request] = curlRequestsOf(readFileSync(inRepository('docs/delegation.md'), 'utf8'), token)
  const answer = (await (await fetch(`${tenantUrl}/oauth/token`, request)).json()) as { access_token?: string }
  const claims = Buffer.from(answer.access_token?.split('.')[1] ?? '', 'base64url').toString()
  expect(JSON.parse(claims)).toMatchObject({
    sub: 'google-oauth2|108427319560284713905',
    aud: 'https://reports.example.com',
    scope: 'read:reports',
    act: { sub: 'local-exchange', act: { sub: 'local-app' } },
  })
})

test(
  'a contract that is saved by renaming is compiled each time, and its guard and its path are those that are served',
  async () => {
    const open = readFileSync(join(project.folder, CONTRACT), 'utf8')
    const closed = open
      .replaceAll('access: anyone', "access: scopes('read:search')")
      .replace('permissions: {', "permissions: { 'read:search': 'Search', ")
      .replace("path: '/search'", "path: '/search/all'")
    expect(closed).not.toBe(open)
    expect(await statusOf('/search?q=token')).toBe(200)
    const statuses = async () => [await statusOf('/search?q=token'), await statusOf('/search/all?q=token')]
    for (const text of [closed, open, closed, open, closed, open]) {
      save(CONTRACT, text)
      await expect.poll(statuses, PATIENCE).toEqual(text === open ? [200, 404] : [404, 401])
    }
  },
  LONG_MILLIS,
)

test(
  'a new migration is applied to the database that is being served',
  async () => {
    save(
      'workers/search/migrations/0009_heron.sql',
      "INSERT INTO documents (id, title, text) VALUES ('heron', 'The heron', 'A heron stands still');",
    )
    await expect.poll(() => textOf('/search?q=heron'), PATIENCE).toContain('The heron')
  },
  LONG_MILLIS,
)

test(
  'a folder that is copied by hand is served, and one that is deleted is not, without a restart',
  async () => {
    const folder = join(project.folder, 'workers/memos')
    cpSync(inRepository('packages/gatehouse/templates/domain'), folder, { recursive: true })
    await expect.poll(() => statusOf('/sample-things').catch(() => null), PATIENCE).toBe(401)
    const token = await localToken('admin', 'read:sample-things', `http://localhost:${ports[3]}`)
    await expect.poll(() => statusOf('/sample-things', bearer(token)).catch(() => null), PATIENCE).toBe(200)
    rmSync(folder, { recursive: true })
    await expect.poll(() => statusOf('/sample-things').catch(() => null), PATIENCE).toBe(404)
    // It has been started again, and is done with it.
    await expect.poll(() => dev.output().split('Served now: ').at(-1), PATIENCE).not.toContain('memos')
    expect(await statusOf('/search?q=token')).toBe(200)
    expect(dev.process.exitCode).toBeNull()
  },
  LONG_MILLIS,
)

test('one screen says where everything is, and each request is a line for people', async () => {
  expect(dev.output()).toMatch(
    /Gateway +http:.*\n +Documentation +http:.*\/docs\n +Status.*\n +Domains +insights, payments/,
  )
  expect(dev.output().split('Local tenant')[0]?.split('\n').length).toBeLessThan(14)
  await statusOf('/payments/17')
  await expect.poll(() => dev.output(), PATIENCE).toMatch(/^GET {4}\/payments\/:id 401 \d+ ms token_missing$/m)
  expect(dev.output()).not.toMatch(/\[undefined\]|wrangler:info|env\.KEYS|"level"/)
})

test('a service that is not there is mocked where that is asked for, behind the guard, and others are named', async () => {
  expect(dev.output()).toMatch(/Mocked +reports, orders .*\n +Elsewhere +(?:blabla, )?maps .*--mock/)
  for (const name of ['reports', 'orders']) {
    expect(await textOf(`/${name}`)).toBe('{"from":"open"}')
    expect(await statusOf(`/${name}/7`)).toBe(401)
    const token = await localToken('admin', `read:${name}`, `http://localhost:${ports[3]}`)
    const answer = await fetch(`${url}/${name}/7`, { headers: bearer(token) })
    expect([answer.status, await answer.json()]).toEqual([200, { from: 'guarded' }])
  }
})

test('a document that is saved is the one that the mock answers with', async () => {
  const file = 'origins/reports/openapi.json'
  save(file, readFileSync(join(project.folder, file), 'utf8').replace('"from":"open"', '"from":"another"'))
  await expect.poll(() => textOf('/reports'), PATIENCE).toBe('{"from":"another"}')
})

test('a second one on the same ports says that they are taken and by which process, and ends', async () => {
  const second = await project.gatehouse('dev', ...ports)
  expect(second.code).toBe(1)
  for (const port of [ports[1], ports[3]])
    expect(second.output).toMatch(
      new RegExp(`Port ${port} is taken by workerd \\(process \\d+, in ${project.folder}\\)`),
    )
  expect(second.output).not.toContain('Documentation')
})

test('the tenant on another port lets people log in from the gateway on another port', async () => {
  const login = await fetch(`${url}/auth/login?returnTo=/x`, { redirect: 'manual' })
  const page = await fetch(login.headers.get('location') ?? '', { redirect: 'manual' })
  expect(page.status).toBeLessThan(400)
  expect(page.headers.get('location') ?? (await page.text())).not.toContain('error=')
})

test('a person logs in through the documentation and calls an application of FastAPI that knows nothing of the gateway', async ({
  skip,
}) => {
  const visit = application === null ? null : await visitAlone(`${url}/docs/try?document=blabla`)
  if (visit === null) {
    skip('it needs Chromium, FastAPI, PyJWT and uvicorn')
    return
  }
  const { page, complaints } = visit
  await logIn(page, { way: 'implicit', scopes: ['read:blabla'], as: 'Ada Admin' })
  const answer = await execute(page, 'blabla', 'get_secure_secure_get')
  expect(answer).toMatchObject({ status: '200', body: expect.stringContaining('auth0|') })
  expect(complaints).toEqual([])
  await page.context().close()
})
