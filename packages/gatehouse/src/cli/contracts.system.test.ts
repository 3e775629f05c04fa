// Tests the messages of `gatehouse contracts` for invalid contracts, rows and configurations: all at once, each with its file.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../../../tools/workerd/server.ts'
import { defineRoute } from '../http/route.ts'
import { ContractError } from '../contracts/contract-error.ts'
import { contractOf } from '../contracts/origin-contract.ts'
import { checkRoutes } from '../contracts/route-checks.ts'
import { problemsIn } from '../contracts/variable-names.ts'
import { anyone, scopes, user } from '../access/index.ts'
import { copyProject, type ProjectCopy } from '../testing/project-copy.ts'
import { MANY_COMMANDS_MILLIS } from '../testing/slow-machine.ts'

// A developer's own `gatehouse dev` may have the usual ones.
const PORTS = ['--port', String(await freePort()), '--tenant-port', String(await freePort())]

describe('in a project with many faults', () => {
  let project: ProjectCopy
  beforeAll(() => {
    project = copyProject()
  })
  afterAll(() => {
    project.remove()
  })

  const change = (path: string, from: RegExp | string, to: string): void => {
    const file = join(project.folder, path)
    const text = readFileSync(file, 'utf8')
    const changed = text.replace(from, to)
    expect(changed).not.toBe(text)
    writeFileSync(file, changed)
  }

  const addFiles = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project.folder, path)), { recursive: true })
      writeFileSync(join(project.folder, path), text)
    }
  }

  /** The lines of the operations of this name in the contract of payments. */
  const linesOf = (operationId: string): string[] =>
    readFileSync(join(project.folder, 'workers/payments/contract.ts'), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        line.includes(`operationId: '${operationId}'`) ? [`workers/payments/contract.ts:${index + 1}`] : [],
      )

  test.each([['contracts'], ['contracts', '--check'], ['check'], ['dev', ...PORTS]])(
    'gatehouse %s names all of them, and crashes at none',
    async (...args) => {
      const insights = readFileSync('workers/insights/contract.ts', 'utf8')
      writeFileSync(
        join(project.folder, 'workers/insights/contract.ts'),
        `${insights}\nthrow new Error('a fault of mine')\n`,
      )
      for (const file of ['workers/payments/contract.ts', 'wrangler.toml'])
        writeFileSync(join(project.folder, file), readFileSync(file))
      change('workers/payments/contract.ts', /(operationId: 'listPayments')/, '$1, access: undefined as never')
      change('workers/payments/contract.ts', /(operationId: 'createPayment')/, "$1, access: scopes('payments')")
      change('workers/payments/contract.ts', /(operationId: 'getPayment')/, '$1, access: scopes as never')
      addFiles({
        'workers/KEYS/src/index.ts': '',
        'origins/ledgers/service.ts': "export const service = { origin: 'https://ledgers.example.com/v1' }",
        'origins/ledgers/openapi.json': JSON.stringify({
          openapi: '3.1.0',
          info: { title: 'L', description: 'L.' },
          paths: {},
        }),
        'origins/reports/service.ts': '',
      })
      change('wrangler.toml', '[env.staging.vars]\n', '[env.staging.vars]\nORIGN_LEDGERS = "https://x.example"\n')
      const { code, output } = await project.gatehouse(...args)
      expect(code).toBe(1)
      for (const sentence of [
        `${linesOf('listPayments')[0]}: listPayments (GET /payments) has no access: say who may call it`,
        `${linesOf('createPayment')[0]}: createPayment (POST /payments) demands "payments", which has no verb`,
        `${linesOf('getPayment')[0]}: getPayment (GET /payments/{id}) has an access that is no policy`,
        "can't be loaded: a fault of mine",
        'origins/ledgers/service.ts needs an origin such as',
        'origins/reports/openapi.json is missing',
        'workers/KEYS/contract.ts is missing',
        'wrangler.toml: [env.staging.vars] ORIGN_LEDGERS is not read',
      ])
        expect(output).toContain(sentence)
      expect(output).not.toMatch(/TypeError|\n {4}at /)
    },
    MANY_COMMANDS_MILLIS,
  )

  test('what does not fit between contracts is named with its lines, and with what was probably meant', async () => {
    for (const folder of ['workers/KEYS', 'origins/ledgers', 'origins/reports'])
      rmSync(join(project.folder, folder), { recursive: true, force: true })
    for (const file of ['workers/insights/contract.ts', 'workers/payments/contract.ts', 'wrangler.toml'])
      writeFileSync(join(project.folder, file), readFileSync(file))
    change('workers/payments/contract.ts', "'read:payments': ", "'read:payment': ")
    change('workers/payments/contract.ts', "operationId: 'createPayment'", "operationId: 'listPayments'")
    addFiles({
      'workers/halves/contract.ts':
        "export const service = { title: 'H', description: 'H.', permissions: {} }\nexport const routes = []\n",
    })
    const { code, output } = await project.gatehouse('check')
    expect(code).toBe(1)
    const [first, second] = linesOf('listPayments')
    expect(output).toContain(`${first}: listPayments demands "read:payments" (did you mean read:payment?)`)
    expect(output).toContain(`operationId listPayments is in ${first} and again in ${second}`)
    expect(output).toContain('workers/halves/src/index.ts is missing')
  })

  test('a configuration that can not be is named with its file', async () => {
    writeFileSync(join(project.folder, 'workers/search/wrangler.toml'), 'no TOML')
    const { code, output } = await project.gatehouse('check', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(output)).toContainEqual(expect.stringContaining('workers/search/wrangler.toml: Invalid TOML'))
  })
})

test('a route without an access refuses every request while it is still served', async () => {
  const definition = { operationId: 'list', method: 'get', path: '/x', summary: 'X', responses: {} } as const
  const route: ReturnType<typeof defineRoute> = Reflect.apply(defineRoute, undefined, [definition])
  let passed = false
  const next = (): Promise<void> => {
    passed = true
    return Promise.resolve()
  }
  await expect(Reflect.apply(route.middleware, undefined, [{}, next])).rejects.toThrow('list has no access')
  expect(passed).toBe(false)
})

const named = (access: unknown) => ({ method: 'get', path: '/x', operationId: 'list', access, middleware: () => {} })

describe('a route', () => {
  test.each([
    ['without an access', named(undefined), 'c.ts: list (GET /x) has no access'],
    ['whose access is null', named(null), 'no policy'],
    ['whose access is a word', named('anyone'), 'no policy'],
    ['whose access was not called', named(user), 'no policy'],
    ['whose access is of an unknown kind', named({ kind: 'everybody' }), 'no policy'],
    ['whose access has a name of an object’s own', named({ kind: 'constructor' }), 'no policy'],
    ['whose access has no list', named({ kind: 'scopes' }), 'no policy'],
    ['whose access has something else in its list', named({ kind: 'and', policies: [anyone, 'x'] }), 'no policy'],
    ['without a verb in its scope', named(scopes('read:x', 'x')), 'demands "x", which has no verb'],
    ['without a guard', { ...named(anyone), middleware: undefined }, 'has no guard'],
    ['that is none', undefined, 'routes[0] is no route'],
  ])('%s is named with its file', (_title, route, sentence) => {
    const [problem, ...more] = checkRoutes('c.ts', [route], {})
    expect(problem).toContain(sentence)
    expect(more).toEqual([])
  })

  test('with an access that is a policy is good', () => {
    expect(checkRoutes('c.ts', [named(anyone), named(scopes('read:x'))], { 'read:x': 'X' })).toEqual([])
    expect(checkRoutes('c.ts', [], { x: 'X' })).toEqual([expect.stringContaining('describes "x", which has no verb')])
  })
})

test('a document of a service is refused with everything that is wrong in it', () => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'X', description: 'X' },
    servers: [{ url: '/v1' }],
    paths: {
      '/a': {
        get: { security: [{ nothing: [] }], responses: {} },
        post: { 'x-gatehouse-access': 'all', responses: {} },
      },
      '/b%20': { get: { operationId: 'b', security: [{ none: [] }], responses: {} } },
      '/b%21': { get: { operationId: 'c', security: [], responses: {} } },
    },
  }
  let problems: readonly string[] = []
  try {
    contractOf('x', document, { origin: 'https://x.example.com', publicOperations: ['d'] })
  } catch (error) {
    if (error instanceof ContractError) problems = error.problems
  }
  expect(problems).toEqual([
    expect.stringContaining('(#/paths/~1a/get): GET /a names the security scheme "nothing"'),
    expect.stringContaining('(#/paths/~1a/post): POST /a has an x-gatehouse-access'),
    expect.stringContaining('names the security scheme "none"'),
    expect.stringContaining('has the segment "b%21"'),
    expect.stringContaining('origins/x/service.ts: "publicOperations" names d'),
  ])
})

describe('a variable', () => {
  const services = [{ name: 'old-app', origin: 'https://old.example' }]

  test.each([
    'ORIGN_X',
    'ORGIN_OLD_APP',
    'OIRGIN_X',
    'ORIGIN_X',
    'ORIGINS_X',
    'GATEHOUSE_ORIGIN_X',
    'GATEHOUSE_ORIGN_OLD_APP',
    'GATEHUSE_DPOP',
    'AUTHO_DOMAIN',
    'AUTH_DOMAIN',
    'AUTH0_DOMIAN',
  ])('that the gateway would not read is named: %s', (name) => {
    expect(problemsIn('here:', { [name]: 'https://x.example' }, services)).toEqual([
      expect.stringMatching(new RegExp(`^here: ${name} is (?:unknown|not read)`)),
    ])
  })

  test('that is no origin is named, and one that stands in the table is not', () => {
    expect(problemsIn('here:', { GATEHOUSE_ORIGIN_OLD_APP: 'old.example' }, services)).toEqual([
      expect.stringContaining('GATEHOUSE_ORIGIN_OLD_APP is no origin'),
    ])
    expect(problemsIn('here:', {}, [{ name: 'x', origin: 'none' }])).toEqual([])
  })

  test.each([
    'AUTH0_DOMAIN',
    'GATEHOUSE_DPOP',
    'GATEHOUSE_ORIGIN_OLD_APP',
    'ORIGIN_OLD_APP',
    'LOG_LEVEL',
    'AUTH_TOKEN',
    'REGION_X',
    'X',
  ])('of ours or of somebody else is left alone: %s', (name) => {
    expect(problemsIn('here:', { [name]: 'https://x.example' }, services)).toEqual([])
  })
})
