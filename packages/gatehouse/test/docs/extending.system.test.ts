// The examples of docs/extending.md are a project that works: they are put into a copy of the reference application as they stand there.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { writeConfigs } from '../../src/project/config-files.ts'
import { copyProject, type ProjectCopy } from '../../src/testing/project-copy.ts'
import { bearer, linesOf, startSystem, type System } from '../../src/testing/system.ts'

/** Contracts, types and Workers of a whole project, on a machine that has other things to do. */
const LONG_MILLIS = 180_000
const ORIGIN = 'https://app.example'

const page = readFileSync('docs/extending.md', 'utf8')
const blocks = [...page.matchAll(/^```(?:ts|toml)\n(?:\/\/|#) (\S+)\n([^]*?)^```$/gm)].map(
  ([, path = '', code = '']) => [path, code] as const,
)

let project: ProjectCopy
let system: System
let missing: Awaited<ReturnType<ProjectCopy['gatehouse']>>
let token: { authorization: string }
beforeAll(async () => {
  project = copyProject()
  for (const [path, code] of blocks.filter(([path]) => path.endsWith('.ts'))) {
    mkdirSync(dirname(join(project.folder, path)), { recursive: true })
    writeFileSync(join(project.folder, path), code)
  }
  missing = await project.gatehouse('check')
  for (const [path, code] of blocks.filter(([path]) => path.endsWith('.toml')))
    appendRateLimit(join(project.folder, path), code)
  const compiled = await project.gatehouse('contracts')
  expect(compiled).toMatchObject({ code: 0 })
  writeConfigs('test', project.folder)
  system = await startSystem({ root: project.folder, vars: { GATEHOUSE_ALLOWED_ORIGINS: ORIGIN } })
  token = bearer(await system.mint({ scope: 'write:reports' }))
}, LONG_MILLIS)
afterAll(async () => {
  await system?.stop()
  project.remove()
})

// At the end of the file it would belong to an environment.
function appendRateLimit(file: string, code: string): void {
  const text = readFileSync(file, 'utf8')
  const at = text.indexOf('[[ratelimits]]')
  writeFileSync(file, text.slice(0, at) + code + '\n' + text.slice(at))
}

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
    const config = {
      extends: './tsconfig.base.json',
      compilerOptions: { types: ['@cloudflare/workers-types'] },
      include: ['src', 'workers/orders'],
    }
    writeFileSync(join(project.folder, 'tsconfig.extending.json'), JSON.stringify(config))
    const check = async () => await project.run('tsc', ['-p', 'tsconfig.extending.json'])
    expect(await check()).toEqual({ code: 0, output: '' })
    appendFileSync(
      join(project.folder, 'src/index.ts'),
      `import { defineHandlers } from 'gatehouse'
       createGateway({ table: TABLE, handlers: defineHandlers({ showTerms: () => new Response() }) })
       createGateway({ table: TABLE })\n`,
    )
    const { output } = await check()
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
    ['GET', '/search?q=a', {}],
    ['GET', '/terms', { upgrade: 'websocket', connection: 'Upgrade' }],
    ['GET', '/docs', {}],
  ])('refuse %s %s %o', async (method, path, more) => {
    const answer = await call(path, { method, headers: { ...retired, ...more, origin: ORIGIN } })
    expect(answer.status).toBe(410)
    expect(answer.headers.get('x-problem-code')).toBe('version_retired')
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN)
  })

  test.each([
    ['OPTIONS', '/terms', 405],
    ['PATCH', '/search', 405],
    ['GET', '/nowhere', 404],
    ['PUT', '/uploads/x', 401],
  ])('do not change that %s %s is refused with %d', async (method, path, status) => {
    expect(await call(path, { method, headers: { 'x-dry-run': '1' } })).toMatchObject({ status })
  })

  test('answer in place of a service, with the headers of the gateway', async () => {
    const answer = await call('/search?q=a', { headers: { 'x-dry-run': '1' } })
    expect(JSON.parse(answer.text)).toEqual({ operationId: 'searchDocuments', service: 'search' })
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  })

  test('add headers to responses of services, and to no refusal', async () => {
    expect((await call('/search?q=a')).headers.get('link')).toBe('</terms>; rel="terms-of-service"')
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
