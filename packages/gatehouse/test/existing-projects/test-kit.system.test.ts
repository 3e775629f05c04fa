// The test kit by itself, with the packed package in a folder that holds nothing else of ours: services in Node and Python that take
// tokens of `gatehouse tenant`, and the contract suite over a service that listens and over a plain Worker.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { execPath } from 'node:process'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type PackedProject, packedProject } from '../../../../tools/package/packed-project.ts'
import { freePort, type Server, startServer } from '../../../../tools/workerd/server.ts'
import { PYTHON_ENVIRONMENT } from '../python/interpreter.ts'
import { blockOf, onlyBlockIn } from './page-blocks.ts'

const LONG_MILLIS = 300_000
const PATIENCE = { timeout: 120_000, interval: 250 }
const AUDIENCE = 'https://api.example.com'
let project: PackedProject
beforeAll(async () => {
  const port = String(await freePort())
  project = await packedProject({
    'node/server.js': blockOf('server.js'),
    'node/access.test.js': blockOf('access.test.js, for a service that listens').replaceAll('3456', port),
    'node/openapi.json': onlyBlockIn('json'),
    'worker/src/index.ts': blockOf('src/index.ts, without a gateway'),
    'worker/wrangler.toml': blockOf('wrangler.toml, without a gateway'),
    'worker/access.test.js': blockOf('access.test.js, for a Worker'),
    'worker/openapi.json': onlyBlockIn('json'),
  })
}, LONG_MILLIS)
afterAll(() => project.remove())

// As the page does with curl.
async function tokenFor(tenantUrl: string, scope: string, user = 'reader'): Promise<string> {
  const [, ...fields] = blockOf('a token of the local tenant').split(' -d ')
  const form = new URLSearchParams(
    fields.map((field) => field.replace('\\\n ', '').trim().split('=') as [string, string]),
  )
  form.set('scope', scope)
  form.set('username', `${user}@example.com`)
  const answer = await fetch(`${tenantUrl}/oauth/token`, { method: 'POST', body: form })
  return ((await answer.json()) as { access_token: string }).access_token
}

async function serve(command: string, args: readonly string[], env: Record<string, string>): Promise<Server> {
  const port = await freePort()
  const given = args.map((arg) => (arg === 'PORT' ? String(port) : arg))
  return await startServer({ command, args: given, port, env: { ...env, PORT: String(port) } })
}

async function statusOf(url: string, token: string | null): Promise<number> {
  return (await fetch(url, { headers: token === null ? {} : { authorization: `Bearer ${token}` } })).status
}

async function authorize(tenantUrl: string, callback: string): Promise<number> {
  const query = new URLSearchParams({ client_id: 'local-app', response_type: 'code', redirect_uri: callback })
  return (await fetch(`${tenantUrl}/authorize?${query.toString()}`, { redirect: 'manual' })).status
}

async function runTests(folder: string) {
  return await project.run('sh', '-c', `cd ${folder} && vitest run --testTimeout 60000 --hookTimeout 200000`)
}

describe('services that take tokens of `gatehouse tenant`', () => {
  let tenant: ChildProcess
  let tenantUrl: string
  let printed = ''
  beforeAll(async () => {
    const port = await freePort()
    tenantUrl = `http://localhost:${port}`
    const options = ['--port', String(port), '--audience', AUDIENCE, '--permissions', 'read:reports', 'write:reports']
    tenant = project.start('tenant', ...options, '--callback', 'http://localhost:3000/callback')
    for (const stream of [tenant.stdout, tenant.stderr])
      stream?.on('data', (piece: Buffer) => (printed += piece.toString()))
    await vi.waitFor(() => expect(printed).toContain('local-machine'), PATIENCE)
  }, LONG_MILLIS)
  afterAll(async () => {
    const ended = once(tenant, 'exit')
    tenant.kill('SIGTERM')
    await ended
    // The runtime that it has started ends with it.
    await vi.waitFor(() => expect(fetch(tenantUrl)).rejects.toThrow(), PATIENCE)
  }, LONG_MILLIS)

  test('it says where it is, who its users are, and which audience its tokens have', () => {
    for (const fact of [`${tenantUrl}/`, AUDIENCE, 'reader@example.com', 'local-app', '.well-known/jwks.json'])
      expect(printed).toContain(fact)
  })

  test('a plain server of Node verifies them with jose', async () => {
    const server = await serve(execPath, [`${project.folder}/node/server.js`], { ISSUER: `${tenantUrl}/` })
    try {
      const url = `http://127.0.0.1:${server.port}/reports`
      expect(await statusOf(url, await tokenFor(tenantUrl, 'read:reports'))).toBe(200)
      expect(await statusOf(url, await tokenFor(tenantUrl, 'read:reports', 'nobody'))).toBe(403)
      expect(await statusOf(url, null)).toBe(401)
    } finally {
      await server.stop()
    }
  })

  test('an application in FastAPI verifies them with python/gatehouse', async () => {
    const args = ['reports:app', '--app-dir', resolve('packages/gatehouse/test/reports'), '--port', 'PORT']
    const env = { AUTH0_DOMAIN: tenantUrl, AUTH0_AUDIENCE: AUDIENCE, ...PYTHON_ENVIRONMENT }
    const server = await serve('uvicorn', args, env)
    try {
      const url = `http://127.0.0.1:${server.port}/reports`
      expect(await statusOf(url, await tokenFor(tenantUrl, 'read:reports'))).toBe(200)
      expect(await statusOf(url, await tokenFor(tenantUrl, 'read:reports', 'nobody'))).toBe(403)
      expect(await statusOf(url, null)).toBe(401)
    } finally {
      await server.stop()
    }
  })

  test('the application may be sent back to where --callback says, and nowhere else', async () => {
    expect(await authorize(tenantUrl, 'http://localhost:3000/callback')).toBe(302)
    expect(await authorize(tenantUrl, 'http://localhost:3001/callback')).toBeGreaterThanOrEqual(400)
  })
})

describe('the contract suite', () => {
  test.each(['node', 'worker'])('passes over the service of the page: %s', async (folder) => {
    const { code, output } = await runTests(folder)
    expect(code, output).toBe(0)
    expect(output).toMatch(/Tests\s+1\d passed/)
  })

  test.each([
    ['node', 'server.js', 'allowed ? 200 : 403', '200', 'refuses a token with every other scope'],
    ['node', 'server.js', ", audience: 'https://api.example.com'", '', 'refuses a token with token_audience'],
    [
      'worker',
      'src/index.ts',
      "guard(scopes('read:reports'), { gate })",
      'guard(guest, { gate })',
      'refuses a request without a token',
    ],
  ])('is red over a service that lets too much in: %s', async (folder, file, guard, hole, title) => {
    const page = blockOf(folder === 'node' ? 'server.js' : 'src/index.ts, without a gateway')
    expect(page).toContain(guard)
    const open = page
      .replace(guard, hole)
      .replace('import { scopes }', 'import { guest }')
      .replace('c.var.principal.id', '1')
    project.write({ [`${folder}/${file}`]: open })
    try {
      const { code, output } = await runTests(folder)
      expect(code).toBe(1)
      expect(output).toMatch(new RegExp(`[×✗] .*${title}`))
    } finally {
      project.write({ [`${folder}/${file}`]: page })
    }
  })
})
