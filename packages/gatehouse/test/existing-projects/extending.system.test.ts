// The examples of docs/extending.md, and the look of the console in docs/configuration.md, are a project that works: they are put as they
// stand there into a project that `npm create gatehouse` makes, with the packed package.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import type { Outcome } from '../../../../tools/package/packed-project.ts'
import { bearer, linesOf, startSystem, type System } from '../../src/testing/system.ts'
import { type CreatedProject, createdProject } from './created-project.ts'

/** Contracts, types and Workers of a whole project, on a machine that has other things to do. */
const LONG_MILLIS = 600_000
const ORIGIN = 'https://app.example'
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><circle cx="8" cy="8" r="8"/></svg>'

const blocksOf = (page: string) =>
  [...readFileSync(page, 'utf8').matchAll(/^```(?:ts|toml)\n(?:\/\/|#) (\S+)\n([^]*?)^```$/gm)].map(
    ([, path = '', code = '']) => [path, code] as const,
  )
const blocks = blocksOf('docs/extending.md')
const configuration = blocksOf('docs/configuration.md').filter(([path]) => path === 'gatehouse.config.ts')

let project: CreatedProject
let system: System
let missing: Outcome
let token: { authorization: string }
beforeAll(async () => {
  const modules = [...blocks, ...configuration].filter(([path]) => path.endsWith('.ts'))
  const files = { ...Object.fromEntries(modules), 'assets/logo.svg': LOGO }
  project = await createdProject(files, { domain: 'parcels' })
  missing = await project.gatehouse('check')
  for (const [path, code] of blocks.filter(([path]) => path.endsWith('.toml')))
    // At the end of the file it would belong to an environment.
    project.edit(path, (text) => text.replace('[[ratelimits]]', () => `${code}\n[[ratelimits]]`))
  for (const command of ['contracts', 'check', 'types']) {
    const { code, output } = await project.gatehouse(command)
    expect(code, output).toBe(0)
  }
  system = await startSystem({ root: project.folder, vars: { GATEHOUSE_ALLOWED_ORIGINS: ORIGIN } })
  token = bearer(await system.mint({ scope: 'write:reports read:parcels' }))
}, LONG_MILLIS)
afterAll(async () => {
  await system?.stop()
  project?.remove()
})

const csv = { 'content-type': 'text/csv' }
const call = async (path: string, init: Parameters<System['fetch']>[1] = {}) => {
  onTestFailed(() => system.harness.debug())
  const answer = await system.fetch(path, init)
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const upload = async (name: string, body: string, headers: Record<string, string> = { ...token, ...csv }) =>
  await call(`/uploads/${name}`, { method: 'PUT', headers, body })

test('the page has every file that its examples import', () => {
  expect(blocks.map(([path]) => path)).toEqual([
    'src/index.ts',
    'src/contract.ts',
    'src/handlers.ts',
    'src/hooks.ts',
    'src/problems.ts',
    'workers/orders/contract.ts',
    'workers/orders/src/index.ts',
    'wrangler.toml',
    'src/log.ts',
    'src/profile.ts',
  ])
})

test(
  'the examples have no error of types, and a missing handler is one',
  async () => {
    const entry = project.read('src/index.ts')
    const check = async () => await project.run('tsc')
    expect(await check()).toMatchObject({ code: 0, output: '' })
    project.write({
      'src/index.ts': `${entry}
       import { defineHandlers } from 'gatehouse'
       createGateway({ table: TABLE, handlers: defineHandlers({ showTerms: () => new Response() }) })
       createGateway({ table: TABLE })\n`,
    })
    const { output } = await check()
    project.write({ 'src/index.ts': entry })
    expect(output.match(/error TS/g)).toHaveLength(2)
    expect(output).toContain("Property 'uploadReport' is missing")
  },
  LONG_MILLIS,
)

test('without the block of its rate class, the check names it with the lines to add', () => {
  expect(missing.code).toBe(1)
  expect(missing.output).toContain('the rate limit RATE_LIMIT_UPLOADS of uploadReport is missing')
  expect(missing.output).toContain('[[ratelimits]]\nname = "RATE_LIMIT_UPLOADS"\n')
})

describe('routes of its own', () => {
  test('are answered by their handlers, with the headers of the gateway', async () => {
    const terms = await call('/terms')
    expect(terms).toMatchObject({ status: 200, text: expect.stringContaining('Be kind.') })
    expect(terms.headers.get('x-request-id')).not.toBeNull()
    expect(terms.headers.get('x-content-type-options')).toBe('nosniff')
    const uploaded = await upload('a%20b', 'one\ntwo\n')
    expect(uploaded.status).toBe(201)
    expect(JSON.parse(uploaded.text)).toMatchObject({ rows: 2, name: 'a b' })
  })

  test('are guarded, held to their limits and logged like all others', async () => {
    expect(await upload('x', 'one', csv)).toMatchObject({ status: 401 })
    expect(await upload('x', 'x'.repeat(65_537))).toMatchObject({ status: 413 })
    expect(await upload('x', '{}', { ...token, 'content-type': 'application/json' })).toMatchObject({ status: 415 })
    expect(await call('/terms', { method: 'POST' })).toMatchObject({ status: 405 })
    expect(await call('/terms', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
    expect(linesOf(system, 'request').some((line) => line.includes('"route":"/uploads/:name","status":413'))).toBe(true)
  })

  test('are in the document', async () => {
    const { paths } = JSON.parse((await call('/openapi/gateway.json')).text)
    expect(paths['/uploads/{name}'].put).toMatchObject({ 'x-access': { kind: 'scopes', all: ['write:reports'] } })
  })
})

describe('hooks', () => {
  const retired = { 'x-api-version': '1' }
  test.each([
    ['GET', '/terms', {}],
    ['HEAD', '/terms', {}],
    ['GET', '/parcels', {}],
    ['GET', '/terms', { upgrade: 'websocket', connection: 'Upgrade' }],
    ['GET', '/docs', {}],
  ])('refuse %s %s %o', async (method, path, more) => {
    const answer = await call(path, { method, headers: { ...token, ...retired, ...more, origin: ORIGIN } })
    expect(answer.status).toBe(410)
    expect(answer.headers.get('x-problem-code')).toBe('version_retired')
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN)
  })

  test.each([
    ['OPTIONS', '/terms', 405],
    ['PATCH', '/parcels', 405],
    ['GET', '/nowhere', 404],
    ['PUT', '/uploads/x', 401],
  ])('do not change that %s %s is refused with %d', async (method, path, status) => {
    expect(await call(path, { method, headers: { 'x-dry-run': '1' } })).toMatchObject({ status })
  })

  test('answer in place of a service, with the headers of the gateway', async () => {
    const answer = await call('/parcels', { headers: { ...token, 'x-dry-run': '1' } })
    expect(JSON.parse(answer.text)).toEqual({ operationId: 'listParcels', service: 'parcels' })
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  })

  test('add headers to responses of services, and to no refusal', async () => {
    expect((await call('/parcels', { headers: token })).headers.get('link')).toBe('</terms>; rel="terms-of-service"')
    expect((await call('/nowhere')).headers.get('link')).toBeNull()
  })
})

test('problems of its own are answered by gateway and domain, and documented', async () => {
  expect(JSON.parse((await upload('x', '\n')).text)).toMatchObject({ code: 'report_empty', status: 422 })
  const closed = await call('/orders/closed/items', { method: 'POST' })
  expect(JSON.parse(closed.text)).toMatchObject({
    code: 'order_closed',
    type: '/docs/errors#order_closed',
    status: 409,
  })
  expect((await call('/orders/open/items', { method: 'POST' })).status).toBe(204)
  const errors = await call('/docs/errors')
  for (const code of ['report_empty', 'version_retired', 'order_closed']) expect(errors.text).toContain(`id="${code}"`)
})

test('a rate class of its own counts its route', async () => {
  const statuses: number[] = []
  for (let sent = 0; sent < 25; sent += 1) statuses.push((await upload('x', 'one')).status)
  expect(statuses).toContain(429)
  expect((await call('/terms')).status).toBe(200)
})

test('the log sink takes every line of the gateway, without what is secret', () => {
  const lines = linesOf(system, 'request')
  expect(lines.length).toBeGreaterThan(10)
  expect(lines.filter((line) => !line.includes('"team":"platform"'))).toEqual([])
  expect(linesOf(system).join('\n')).not.toContain(token.authorization.slice('Bearer '.length))
})

test('claims of its own are in the principal', async () => {
  const plan = bearer(await system.mint({ claims: { plan: 'gold' } }))
  expect(JSON.parse((await call('/me', { headers: plan })).text)).toMatchObject({ profile: { plan: 'gold' } })
})

test('the console looks as the project says: title, logo and colours', async () => {
  const page = (await call('/docs', { headers: { accept: 'text/html' } })).text
  expect(page).toMatch(/<title>[^<]*Example API/)
  expect(page).not.toContain('Gatehouse')
  const [, logo = ''] = /<link rel="icon" href="([^"]+\.svg)"/.exec(page) ?? []
  expect((await call(logo)).text).toBe(LOGO)
  const [, colours = ''] = /<link rel="stylesheet" href="([^"]+\/brand-[^"]+\.css)"/.exec(page) ?? []
  expect((await call(colours)).text).toContain('--accent: #7a1fa2')
})
