// Tests the settings that are decided at deployment: the addresses of a Worker, and the namespaces of its rate limits.
import { describe, expect, test } from 'vitest'
import type { Table } from './table.ts'
import { configureWorker } from './worker-config.ts'
import { GATEWAY, type ProjectWorker } from './workers.ts'

const TOP = { name: 'shop', compatibility_date: '2026-11-01', workers_dev: true }
const ROUTES = [{ pattern: 'api.example.com', custom_domain: true }]

function configure(own: Table, environment: string | null = 'production', worker: ProjectWorker = GATEWAY): Table {
  return configureWorker({ root: '/shop', worker, own, gateway: { ...TOP, ...own }, domains: [], environment })
}

describe('a gateway', () => {
  test('with routes in an environment has no other address, although the top of the file says so', () => {
    const config = configure({ ...TOP, env: { production: { routes: ROUTES } } })
    expect(config).toMatchObject({ routes: ROUTES, workers_dev: false, preview_urls: false })
  })

  test('without routes has the address of the top of the file', () => {
    const config = configure({ ...TOP, env: { production: {} } })
    expect(config).toMatchObject({ workers_dev: true })
    expect(config).not.toHaveProperty('preview_urls')
  })

  test('keeps a second address that stands beside its routes, for the check to refuse', () => {
    const production = { routes: ROUTES, workers_dev: true, preview_urls: true }
    expect(configure({ ...TOP, env: { production } })).toMatchObject({ workers_dev: true, preview_urls: true })
  })
})

test('a domain has no address of its own, even if its file says so', () => {
  const worker = { name: 'orders', folder: 'workers/orders', role: 'domain' } as const
  const own = { workers_dev: true, preview_urls: true, routes: ROUTES, route: 'orders.example.com/*' }
  const config = configure(own, 'production', worker)
  expect(config).toMatchObject({ workers_dev: false, preview_urls: false, routes: [] })
  // wrangler takes one of the two only, and says nothing that helps.
  expect(JSON.parse(JSON.stringify(config))).not.toHaveProperty('route')
})

describe('what names one thing of the account at the top of the file', () => {
  const shared: [string, Table][] = [
    ['d1_databases.database_id', { d1_databases: [{ binding: 'DB', database_id: 'one' }] }],
    ['kv_namespaces.id', { kv_namespaces: [{ binding: 'KEYS', id: 'one' }] }],
    ['hyperdrive.id', { hyperdrive: [{ binding: 'SQL', id: 'one' }] }],
    ['vectorize.index_name', { vectorize: [{ binding: 'INDEX', index_name: 'one' }] }],
    ['workflows.name', { workflows: [{ binding: 'FLOW', name: 'one', class_name: 'Flow' }] }],
    ['queues', { queues: { producers: [{ binding: 'MAIL', queue: 'one' }] } }],
    ['queues', { queues: { consumers: [{ queue: 'one' }] } }],
    ['routes', { routes: ROUTES }],
    ['routes', { route: 'api.example.com/*' }],
  ]

  test.each(shared)('%s is not given to staging by the way', (name, table) => {
    expect(() => configure({ ...TOP, ...table, env: { staging: {}, production: {} } }, 'staging')).toThrow(
      `wrangler.toml: [env.staging] would share ${name} of the top of the file with production`,
    )
  })

  test.each(shared)('%s is production’s, and that of staging where staging has its own', (_name, table) => {
    const own = { ...TOP, ...table, env: { staging: table, production: {} } }
    for (const environment of ['production', 'staging', null]) expect(configure(own, environment)).toMatchObject(table)
  })

  test('a binding without an id is not shared', () => {
    const own = { ...TOP, kv_namespaces: [{ binding: 'KEYS' }], env: { staging: {} } }
    expect(configure(own, 'staging')).toMatchObject({ kv_namespaces: [{ binding: 'KEYS' }] })
  })
})

describe('the namespace of a rate limit', () => {
  const limits = ['RATE_LIMIT', 'RATE_LIMIT_STRICT'].map((name) => ({ name, simple: { limit: 1, period: 60 } }))
  const idsIn = (environment: string | null, name = 'shop'): unknown[] =>
    (
      configure({ ...TOP, name, ratelimits: limits, env: { staging: {}, production: {} } }, environment)[
        'ratelimits'
      ] as Table[]
    ).map((row) => row['namespace_id'])

  test('is the same in every deploy: another one would forget what was counted', () => {
    expect(idsIn('production')).toEqual(['1916205191', '1061656613'])
  })

  test('is another one for each binding, environment and project of an account', () => {
    const ids = [...idsIn('production'), ...idsIn('staging'), ...idsIn('production', 'office')]
    expect(new Set(ids).size).toBe(6)
    for (const id of ids) expect(id).toMatch(/^[1-9]\d*$/)
  })

  test('may be chosen in the file', () => {
    const ratelimits = [{ ...limits[0], namespace_id: '1001' }]
    expect(configure({ ...TOP, ratelimits })['ratelimits']).toMatchObject([{ namespace_id: '1001' }])
  })
})
