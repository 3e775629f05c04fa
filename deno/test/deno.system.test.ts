// The same gateway and domains on Deno, without Cloudflare: what README.md tries, what is kept when it starts again, and the
// tests of the access library.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { APPLICATION, inRepository, REPOSITORY } from '../../packages/gatehouse/test/folders.ts'
import { AUDIENCE, bearer } from '../../packages/gatehouse/src/testing/system.ts'
import { MANY_COMMANDS_MILLIS } from '../../packages/gatehouse/src/testing/slow-machine.ts'

interface Running {
  readonly url: string
  readonly tenantUrl: string
  stop(): Promise<void>
}

const state = mkdtempSync(join(tmpdir(), 'gatehouse-deno-'))
let running: Running
beforeAll(async () => {
  running = await start()
})
afterAll(async () => {
  await running.stop()
  rmSync(state, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

let ports: readonly [number, number] | null = null

// The same ports each time: the keys that are kept are those of an issuer, and its port is in its name.
async function start(): Promise<Running> {
  ports ??= [await freePort(), await freePort()]
  const [port, tenantPort] = ports
  const places = ['--port', String(port), '--tenant-port', String(tenantPort), '--state', state]
  const config = ['--config', inRepository('deno.json'), '--import-map', writeImports()]
  const run = ['run', '-A', '--cached-only', '--no-remote', ...config, inRepository('deno/main.ts')]
  const child = deno([...run, ...places, '--vars', '.dev.vars.example'], APPLICATION)
  let output = ''
  const ready = Promise.withResolvers<undefined>()
  const read = (piece: unknown): void => {
    output += String(piece)
    if (output.includes('Documentation  http')) ready.resolve(undefined)
  }
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  child.once('exit', (code) => ready.reject(new Error(`deno ended with ${code}:\n${output}`)))
  await ready.promise
  return {
    url: `http://localhost:${port}`,
    tenantUrl: `http://localhost:${tenantPort}`,
    stop: async () => {
      const gone = once(child, 'exit')
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
      await gone
    },
  }
}

const urlOf = (path: string): string => pathToFileURL(inRepository(path)).href

/** Writes the imports of deno.json, with the permissions of the application that runs. @returns the path of the file */
function writeImports(): string {
  const { imports } = JSON.parse(readFileSync(inRepository('deno.json'), 'utf8')) as {
    readonly imports: Readonly<Record<string, string>>
  }
  const entries = Object.entries(imports).map(([name, path]) => [
    name.startsWith('.') ? urlOf(name) : name,
    urlOf(path),
  ])
  const permissions = pathToFileURL(join(APPLICATION, 'src/generated/permissions.json')).href
  const path = join(state, 'imports.json')
  writeFileSync(
    path,
    JSON.stringify({ imports: { ...Object.fromEntries(entries), 'gatehouse-permissions': permissions } }),
  )
  return path
}

// A group of its own, because a task has children.
function deno(args: readonly string[], cwd = REPOSITORY): ChildProcess {
  return spawn('deno', args, { cwd, detached: true, env: { ...process.env, NO_COLOR: '1' } })
}

async function token(user: string, scope: string): Promise<string> {
  const answer = await fetch(`${running.tenantUrl}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'password',
      client_id: 'local-app',
      client_secret: 'local-app-secret',
      username: `${user}@example.com`,
      password: 'password',
      audience: AUDIENCE,
      scope,
    }),
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

function pay(authorization: { authorization: string }, init: RequestInit = {}) {
  return fetch(`${running.url}/payments`, {
    method: 'POST',
    headers: { ...authorization, 'content-type': 'application/json', 'idempotency-key': 'tour-1' },
    body: JSON.stringify({ amount: 1_250, currency: 'EUR', description: 'Tour' }),
    ...init,
  })
}

// Node sends a stream in pieces.
function streamed(text: string): RequestInit {
  return { body: new Blob([text]).stream(), duplex: 'half' } as RequestInit
}

test('answers a request without a token with a challenge', async () => {
  const answer = await fetch(`${running.url}/payments`)
  expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'token_missing' }])
  expect(answer.headers.get('www-authenticate')).toContain(`resource_metadata="${running.url}/.well-known/`)
})

test('lets a user with the scope to read list payments, and names the scope that is missing to make one', async () => {
  const reader = bearer(await token('reader', 'read:payments'))
  const list = await fetch(`${running.url}/payments`, { headers: reader })
  expect([list.status, await list.json()]).toMatchObject([200, { payments: [] }])
  const refused = await pay(reader)
  expect([refused.status, await refused.json()]).toMatchObject([403, { required: ['write:payments'] }])
})

test('makes a payment once however often it is sent, and counts it in the domain that asks payments', async () => {
  const writer = bearer(await token('admin', 'read:payments write:payments read:insights'))
  const [first, second] = [await pay(writer), await pay(writer)]
  expect([first.status, (await second.json()) as unknown]).toEqual([201, await first.json()])
  const totals = await fetch(`${running.url}/insights/payments`, { headers: writer })
  expect(await totals.json()).toMatchObject({ currencies: [{ currency: 'EUR', count: 1, total: 1_250 }] })
})

test('forwards a body of unknown length, and refuses one that is too large', async () => {
  const writer = bearer(await token('admin', 'write:payments'))
  const small = JSON.stringify({ amount: 1_250, currency: 'EUR', description: 'Tour' })
  expect((await pay(writer, streamed(small))).status).toBeLessThan(300)
  const answer = await pay(writer, streamed(`{"description":"${'x'.repeat(2_000_000)}"}`))
  expect([answer.status, await answer.json()]).toMatchObject([413, { code: 'body_too_large' }])
})

test('serves the principal, public routes and the documentation as on Cloudflare', async () => {
  const admin = bearer(await token('admin', ''))
  expect(await (await fetch(`${running.url}/me`, { headers: admin })).json()).toMatchObject({
    email: 'admin@example.com',
  })
  expect(await (await fetch(`${running.url}/search?q=token`)).json()).toHaveProperty('results.0.id')
  for (const path of ['/docs', '/openapi.json', '/docs/assets/mark.svg', '/.well-known/oauth-protected-resource'])
    expect([path, (await fetch(running.url + path)).status]).toEqual([path, 200])
  expect((await fetch(`${running.url}/templates/docs.html`)).status).toBe(404)
  expect(await (await fetch(`${running.url}/ready`)).json()).toMatchObject({ ready: true })
})

test('keeps keys and payments when it starts again, so that the tenant is not asked', async () => {
  await running.stop()
  running = await start()
  const admin = bearer(await token('admin', 'read:payments'))
  const status = (await (await fetch(`${running.url}/status/figures`, { headers: admin })).json()) as Record<
    string,
    unknown
  >
  expect(status).toMatchObject({ tiers: { kv: 1, tenant: 0 }, lastRefresh: null })
  const list = await fetch(`${running.url}/payments`, { headers: admin })
  expect(await list.json()).toMatchObject({ payments: [{ amount: 1_250 }] })
})

test(
  'passes the tests of the access library and of the platform stand-ins on Deno',
  async () => {
    const child = deno(['task', '--quiet', 'test'])
    let output = ''
    child.stdout?.on('data', (piece) => (output += String(piece)))
    child.stderr?.on('data', (piece) => (output += String(piece)))
    const [code] = (await once(child, 'exit')) as [number | null]
    expect(code, output.slice(-5_000)).toBe(0)
    expect(output).toMatch(/Tests +\d{4,} passed/)
  },
  MANY_COMMANDS_MILLIS,
)
