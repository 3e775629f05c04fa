// Whether folders, rows, bindings and contracts fit together. Each failure is a sentence that says what to do.
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compileContracts } from '../../scripts/contracts/compile.ts'
import { loadContracts } from '../../scripts/contracts/load.ts'
import { checkWiring, readWiring } from '../../scripts/contracts/wiring.ts'
import type { HttpService } from '../../src/gateway/services.ts'

const wiring = await readWiring()

test('every domain is wired as the gateway expects', () => {
  expect(checkWiring(wiring)).toEqual([])
})

test('no folder under workers/ starts a package scope of its own', () => {
  expect(wiring.folders.filter((folder) => existsSync(`workers/${folder}/package.json`))).toEqual([])
})

const [gateway, payments, search] = [wiring.gateway, wiring.workers['payments'], wiring.workers['search']]
const insights = wiring.workers['insights']
const { services: table } = wiring
const calling = (binding: string, service: string) => [...(insights?.services?.slice(0, 1) ?? []), { binding, service }]

test.each([
  ['a folder without a row', { ...wiring, services: table.slice(1) }, 'workers/payments has no row'],
  ['a row without a folder', { ...wiring, folders: ['search'] }, 'there is no workers/payments'],
  [
    'a missing binding',
    { ...wiring, gateway: { ...gateway, services: [] } },
    'wrangler.toml lacks the service binding PAYMENTS',
  ],
  [
    'a name that differs',
    { ...wiring, workers: { ...wiring.workers, payments: { ...payments, name: 'pay' } } },
    'workers/payments/wrangler.toml: set name = "gatehouse-payments"',
  ],
  [
    'a public route on a domain',
    { ...wiring, workers: { ...wiring.workers, search: { ...search, routes: ['x.example/*'] } } },
    'workers/search/wrangler.toml: remove its routes',
  ],
  [
    'workers_dev on a domain',
    { ...wiring, workers: { ...wiring.workers, search: { ...search, workers_dev: true } } },
    'workers/search/wrangler.toml: set workers_dev = false',
  ],
  [
    'previews of a domain',
    { ...wiring, workers: { ...wiring.workers, search: { ...search, preview_urls: true } } },
    'workers/search/wrangler.toml: set preview_urls = false',
  ],
  [
    'another compatibility date',
    { ...wiring, workers: { ...wiring.workers, search: { ...search, compatibility_date: '2020-01-01' } } },
    `set compatibility_date = "${gateway.compatibility_date}"`,
  ],
  [
    'no AUTH binding',
    { ...wiring, workers: { ...wiring.workers, search: { ...search, services: [] } } },
    'bind AUTH to service "gatehouse", entrypoint "KeyService"',
  ],
  [
    'a call to a Worker that is no domain',
    { ...wiring, workers: { ...wiring.workers, insights: { ...insights, services: calling('PAYMENTS', 'other') } } },
    'workers/insights/wrangler.toml: the binding PAYMENTS leads to "other", which is no domain here',
  ],
  [
    'a call under another name',
    {
      ...wiring,
      workers: { ...wiring.workers, insights: { ...insights, services: calling('PAY', 'gatehouse-payments') } },
    },
    'workers/insights/wrangler.toml: call the binding to "gatehouse-payments" PAYMENTS',
  ],
  [
    'domains that call each other',
    {
      ...wiring,
      workers: {
        ...wiring.workers,
        payments: {
          ...payments,
          services: [...(payments?.services ?? []), { binding: 'INSIGHTS', service: 'gatehouse-insights' }],
        },
      },
    },
    'service bindings go in a circle',
  ],
  [
    'two contracts with one method and path',
    { ...wiring, contracts: [...wiring.contracts, ...wiring.contracts.slice(1, 2)] },
    'change one of them',
  ],
  [
    'two operations with one id',
    {
      ...wiring,
      contracts: wiring.contracts.map((contract) => ({
        ...contract,
        routes: contract.routes.map((route) => ({ ...route, operationId: 'same' })),
      })),
    },
    'operationId same',
  ],
])('%s is told with what to do about it', (_title, broken, sentence) => {
  expect(checkWiring(broken).join('\n')).toContain(sentence)
})

test('paths that the router could not tell apart are refused when the contracts are compiled', () => {
  const [own, ...others] = wiring.contracts
  const [route] = own?.routes ?? []
  if (own === undefined || route === undefined) throw new Error('the gateway has no contract')
  const paths = ['/things/{id}', '/{kind}/first']
  const routes = paths.map((path, index) => ({ ...route, path, operationId: `show${index}` }))
  expect(() => compileContracts([{ ...own, routes }, ...others])).toThrow("can't be told apart")
})

describe('a row with an origin', () => {
  const reports = { name: 'reports', origin: 'https://reports.example.com', publicOperations: ['listReportFormats'] }
  const check = (row: HttpService, rest: Partial<typeof wiring> = {}) =>
    checkWiring({ ...wiring, services: [...table, row], documents: [row.name], ...rest })

  test('needs its document, and no folder under workers/', async () => {
    expect(check(reports)).toEqual([])
    const contract = (await loadContracts([...table, reports])).at(-1)
    expect(contract).toMatchObject({ name: 'reports', service: { title: 'Reports' } })
  })

  test.each<readonly [string, HttpService, Partial<typeof wiring>, string]>([
    ['without a document', reports, { documents: [] }, 'there is no origins/reports/openapi.json: add it'],
    ['with a folder too', reports, { folders: [...wiring.folders, 'reports'] }, 'rename one of them'],
    ['with a path', { ...reports, origin: 'https://reports.example.com/v1' }, {}, 'needs an origin such as'],
    ['that is not encrypted', { ...reports, origin: 'http://reports.example.com' }, {}, 'needs an origin such as'],
    ['with half a health path', { ...reports, healthPath: 'healthz' }, {}, 'needs a healthPath that starts with /'],
    ['with a name that no variable can have', { ...reports, name: 'Ré' }, {}, 'needs a name of small letters'],
  ])('(%s) is told with what to do about it', (_title, row, rest, sentence) => {
    expect(check(row, rest).join('\n')).toContain(sentence)
  })

  test('that has no document is refused when the contracts are compiled', async () => {
    await expect(loadContracts([{ ...reports, name: 'others' }])).rejects.toThrow(
      'there is no origins/others/openapi.json: save the service',
    )
  })
})
