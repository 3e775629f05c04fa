// Tests the checks of a project beside its contracts. Each failure is a sentence with the remedy.
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileContracts } from './compile.ts'
import { loadContracts } from './load.ts'
import { contractOf } from './origin-contract.ts'
import { checkProject, readConfigs } from './wiring.ts'

const contracts = await loadContracts()
const configs = readConfigs()

test('the reference application fits together', () => {
  expect(checkProject(contracts)).toEqual([])
})

const withOrigin = (settings: { origin: string; healthPath?: string }, name = 'reports') => [
  ...contracts,
  contractOf(name, { openapi: '3.1.0', info: { title: name, description: 'For tests.' }, paths: {} }, settings),
]
const observability = (changes: object) => ({
  ...configs,
  all: configs.all.map(
    ([where, config]) =>
      [where, { ...config, observability: { ...Object(config['observability']), ...changes } }] as const,
  ),
})

const exposed = (changes: object) => ({
  ...configs,
  all: configs.all.map(([where, config]) => [where, { ...config, ...changes }] as const),
})

test.each([
  [
    'an address with a path',
    withOrigin({ origin: 'https://reports.example.com/v1' }),
    configs,
    'needs an origin such as',
  ],
  ['plain http', withOrigin({ origin: 'http://reports.example.com' }), configs, 'needs an origin such as'],
  [
    'a health path that is none',
    withOrigin({ origin: 'https://r.example.com', healthPath: 'up' }),
    configs,
    'starts with /',
  ],
  [
    'a name that makes no variable',
    withOrigin({ origin: 'https://r.example.com' }, 'Reports 2'),
    configs,
    'small letters',
  ],
  [
    'a missing rate limit',
    contracts,
    { ...configs, own: { ...configs.own, ratelimits: [] } },
    'wrangler.toml needs [[ratelimits]] with the name RATE_LIMIT_STRICT',
  ],
  [
    'a rate limit with another period',
    contracts,
    {
      ...configs,
      gateway: { ...configs.gateway, ratelimits: [{ name: 'RATE_LIMIT', simple: { period: 10 } }] },
    },
    'a period of 60',
  ],
  [
    'a domain called like another binding',
    [...contracts, ...contracts.slice(1, 2).map((contract) => ({ ...contract, name: 'keys' }))],
    configs,
    'workers/keys needs another name',
  ],
  [
    'a Worker that logs whole addresses',
    contracts,
    observability({ redact_query_string: false }),
    'redact_query_string = true',
  ],
  [
    'a Worker with invocation logs',
    contracts,
    observability({ logs: { invocation_logs: true } }),
    'invocation_logs = false',
  ],
  [
    'an address beside the routes',
    contracts,
    exposed({ routes: ['api.example.com/*'], workers_dev: true, preview_urls: false }),
    'set workers_dev = false',
  ],
  [
    'addresses of previews beside the routes',
    contracts,
    exposed({ route: 'api.example.com/*', workers_dev: false, preview_urls: true }),
    'set preview_urls = false',
  ],
  [
    'a variable that is not read',
    contracts,
    { ...configs, own: { ...configs.own, vars: { GATEHOSE_LOG_SALT: 'x' } } },
    'GATEHOSE_LOG_SALT is not read',
  ],
])('%s is reported with what to do about it', (_title, given, read, sentence) => {
  expect(checkProject(given, () => read).join('\n')).toContain(sentence)
})

test('paths that the router could not tell apart are refused when the contracts are compiled', () => {
  const [own, ...others] = contracts
  const [route] = own?.routes ?? []
  if (own === undefined || route === undefined) throw new Error('the gateway has no contract')
  const paths = ['/things/{id}', '/{kind}/first']
  const routes = paths.map((path, index) => ({ ...route, path, operationId: `show${index}` }))
  expect(() => compileContracts([{ ...own, routes }, ...others])).toThrow("can't be told apart")
})

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-project-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}
const SERVICE = "export const service = { origin: 'https://reports.example.com' }"

test.each([
  ['a domain without a contract', { 'workers/half/src/index.ts': '' }, 'workers/half/contract.ts is missing'],
  ['a contract that exports nothing', { 'workers/half/contract.ts': '' }, 'must export "service" and "routes"'],
  ['an origin without its document', { 'origins/reports/service.ts': SERVICE }, 'openapi.json is missing'],
  ['an origin without its settings', { 'origins/reports/openapi.json': '{}' }, 'service.ts is missing'],
  [
    'a document that is no JSON',
    { 'origins/reports/openapi.json': 'openapi: 3.1.0', 'origins/reports/service.ts': SERVICE },
    'is no JSON',
  ],
  [
    'one name for a domain and an origin',
    { 'workers/reports/contract.ts': '', 'origins/reports/openapi.json': '{}' },
    'rename one of them',
  ],
])('%s is reported by name', async (_title, files, sentence) => {
  await expect(loadContracts(folderWith(files))).rejects.toThrow(sentence)
})
