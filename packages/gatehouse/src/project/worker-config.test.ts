// Tests the generated configurations: they follow from each wrangler.toml and from the folders.
import { resolve } from 'node:path'
import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { ConfigError } from './config-error.ts'
import type { Table } from './table.ts'
import { configureWorker, environmentsOf } from './worker-config.ts'
import type { ProjectWorker } from './workers.ts'

const GATEWAY_TOML = `
name = "shop"
main = "src/index.ts"
compatibility_date = "2026-11-01"
workers_dev = true
[vars]
GATEHOUSE_LOG_SALT = "mine"
[observability]
enabled = true
[[kv_namespaces]]
binding = "KEYS"
[[ratelimits]]
name = "RATE_LIMIT"
simple = { limit = 1200, period = 60 }
[env.staging.vars]
AUTH0_DOMAIN = "example-staging.eu.auth0.com"
[env.production]
routes = [{ pattern = "api.example.com", custom_domain = true }]
`
const ROOT = resolve('/project')
const GATEWAY: ProjectWorker = { name: 'gateway', folder: '.', role: 'gateway' }
const DOMAINS = ['credit-notes', 'ledgers']

function gatewayConfig(environment: string | null, toml = GATEWAY_TOML): Table {
  const gateway = parse(toml)
  return configureWorker({ root: ROOT, worker: GATEWAY, own: gateway, gateway, domains: DOMAINS, environment })
}

function domainConfig(toml: string, environment: string | null = null, name = 'credit-notes'): Table {
  const worker: ProjectWorker = { name, folder: `workers/${name}`, role: 'domain' }
  return configureWorker({
    root: ROOT,
    worker,
    own: parse(toml),
    gateway: parse(GATEWAY_TOML),
    domains: DOMAINS,
    environment,
  })
}

test('the gateway is bound to Workers of other repositories, by the names that they have in its environment', () => {
  const gateway = parse(GATEWAY_TOML)
  const boundWorkers = [{ binding: 'ORDERS', service: 'orders', environments: { staging: 'orders-staging' } }]
  const parts = { root: ROOT, worker: GATEWAY, own: gateway, gateway, domains: [], boundWorkers }
  const services = (environment: string | null) => configureWorker({ ...parts, environment })['services']
  expect(services(null)).toEqual([{ binding: 'ORDERS', service: 'orders' }])
  expect(services('staging')).toEqual([{ binding: 'ORDERS', service: 'orders-staging' }])
  expect(services('production')).toEqual([{ binding: 'ORDERS', service: 'orders' }])
  // It would call the Worker of production.
  expect(() => services('preview')).toThrow("add environments: { preview: 'orders-preview' }")
})

describe('names', () => {
  test.each([
    [null, 'shop', 'shop-credit-notes'],
    ['production', 'shop', 'shop-credit-notes'],
    ['staging', 'shop-staging', 'shop-credit-notes-staging'],
    ['preview-7', 'shop-preview-7', 'shop-credit-notes-preview-7'],
  ])('of Workers in the environment %s have it behind them, but for production', (environment, gateway, domain) => {
    expect(gatewayConfig(environment)['name']).toBe(gateway)
    expect(domainConfig('', environment)['name']).toBe(domain)
  })

  test.each([
    [GATEWAY_TOML.replace('[env.production]', '[env.production]\nname = "mine"'), '[env.production]'],
    [GATEWAY_TOML.replace('[env.staging.vars]', '[env.staging]\nname = "mine"\n[env.staging.vars]'), '[env.staging]'],
    [GATEWAY_TOML.replace('name = "shop"', ''), 'give the gateway a name'],
  ])('that a person gives an environment, or forgets at the top, are refused with a sentence', (toml, words) => {
    expect(() => gatewayConfig(null, toml)).toThrow(ConfigError)
    expect(() => gatewayConfig('staging', toml)).toThrow(words)
  })

  test('that a person gives a domain are refused with a sentence', () => {
    expect(() => domainConfig('name = "mine"')).toThrow('workers/credit-notes/wrangler.toml: remove the name')
    expect(() => domainConfig('[env.staging]\nname = "mine"')).toThrow('remove the name of [env.staging]')
  })

  test('of databases and buckets are those of their Worker, unless a person decides, with their environment behind them', () => {
    const toml = `
[[d1_databases]]
binding = "DB"
[[d1_databases]]
binding = "ARCHIVE"
database_name = "old-things"
migrations_dir = "archive"
[[r2_buckets]]
binding = "FILES"`
    expect(domainConfig(toml, 'staging')).toMatchObject({
      d1_databases: [
        {
          database_name: 'shop-credit-notes-staging',
          migrations_dir: resolve(ROOT, 'workers/credit-notes/migrations'),
        },
        { database_name: 'old-things-staging', migrations_dir: resolve(ROOT, 'workers/credit-notes/archive') },
      ],
      r2_buckets: [{ bucket_name: 'shop-credit-notes-staging' }],
    })
    expect(domainConfig(toml, 'production')).toMatchObject({
      d1_databases: [{ database_name: 'shop-credit-notes' }, { database_name: 'old-things' }],
      r2_buckets: [{ bucket_name: 'shop-credit-notes' }],
    })
  })

  test('of local databases differ from domain to domain, and no deployed one has a local id', () => {
    const toml = '[[d1_databases]]\nbinding = "DB"'
    const idOf = (environment: string | null, name: string): unknown =>
      (domainConfig(toml, environment, name)['d1_databases'] as Table[])[0]?.['preview_database_id']
    expect(idOf(null, 'credit-notes')).not.toBe(idOf(null, 'ledgers'))
    expect(idOf('staging', 'ledgers')).toBeUndefined()
  })
})

describe('bindings', () => {
  test('of the gateway lead to every domain of the same environment', () => {
    expect(gatewayConfig('staging')['services']).toEqual([
      { binding: 'CREDIT_NOTES', service: 'shop-credit-notes-staging' },
      { binding: 'LEDGERS', service: 'shop-ledgers-staging' },
    ])
  })

  test('of a domain lead to the key service and to the domains that it names', () => {
    expect(domainConfig('[[services]]\nbinding = "LEDGERS"', 'staging')['services']).toEqual([
      { binding: 'AUTH', service: 'shop-staging', entrypoint: 'KeyService' },
      { binding: 'LEDGERS', service: 'shop-ledgers-staging' },
    ])
  })

  test('to a Worker of another repository stay as a person wrote them', () => {
    const toml = '[[services]]\nbinding = "MAIL"\nservice = "mail-of-others"'
    expect(domainConfig(toml, 'staging')['services']).toContainEqual({ binding: 'MAIL', service: 'mail-of-others' })
  })

  test('that lead to no domain are refused with those that there are', () => {
    expect(() => domainConfig('[[services]]\nbinding = "LEGDERS"')).toThrow(
      'workers/credit-notes/wrangler.toml: the binding LEGDERS leads to no domain: name it after one of CREDIT_NOTES, LEDGERS',
    )
  })
})

describe('an environment', () => {
  test('has no variables but its own: what holds on this machine reaches no deployment', () => {
    expect(gatewayConfig(null)['vars']).toEqual({ GATEHOUSE_LOG_SALT: 'mine' })
    expect(gatewayConfig('staging')['vars']).toEqual({ AUTH0_DOMAIN: 'example-staging.eu.auth0.com' })
    expect(gatewayConfig('production')['vars']).toBeUndefined()
  })

  test('has everything else from the top of the file, and no environments of its own', () => {
    const config = gatewayConfig('staging')
    expect(config).toMatchObject({ kv_namespaces: [{ binding: 'KEYS' }], workers_dev: true })
    expect(config['env']).toBeUndefined()
  })

  test('with a route has no second address, unless it says so itself', () => {
    expect(gatewayConfig('production')).toMatchObject({ workers_dev: false, preview_urls: false })
    const chosen = GATEWAY_TOML.replace('[env.production]', '[env.production]\nworkers_dev = true')
    expect(gatewayConfig('production', chosen)).toMatchObject({ workers_dev: true, preview_urls: false })
  })

  test('is one that the gateway names', () => {
    expect(environmentsOf(parse(GATEWAY_TOML))).toEqual(['staging', 'production'])
  })
})

test('a domain has no address of its own, even if its file says so', () => {
  const toml = 'workers_dev = true\npreview_urls = true\nroutes = ["ledgers.example.com/*"]'
  expect(domainConfig(toml, 'production')).toMatchObject({ workers_dev: false, preview_urls: false, routes: [] })
})

test('a domain has the compatibility date and the observability of the gateway', () => {
  expect(domainConfig('')).toMatchObject({ compatibility_date: '2026-11-01', observability: { enabled: true } })
})

test('rate limits have ids of their own in every environment, the same each time, and positive', () => {
  const idOf = (environment: string | null, toml = GATEWAY_TOML): string =>
    String((gatewayConfig(environment, toml)['ratelimits'] as Table[])[0]?.['namespace_id'])
  expect(idOf('staging')).toMatch(/^[1-9]\d{0,9}$/)
  expect(idOf('staging')).toBe(idOf('staging'))
  expect(idOf('staging')).not.toBe(idOf('production'))
  expect(idOf('production', GATEWAY_TOML.replace('"shop"', '"other-shop"'))).not.toBe(idOf('production'))
  const chosen = GATEWAY_TOML.replace('name = "RATE_LIMIT"', 'name = "RATE_LIMIT"\nnamespace_id = "7"')
  expect(idOf('staging', chosen)).toBe('7')
})

test('a binding to something of an account is in a deployment, and in development only if it asks for that', () => {
  const rows =
    'mtls_certificates = [{ binding = "A", certificate_id = "1" }, { binding = "B", certificate_id = "2", remote = true }]'
  const toml = `${rows}\n${GATEWAY_TOML}`
  expect(gatewayConfig(null, toml)['mtls_certificates']).toMatchObject([{ binding: 'B' }])
  expect(gatewayConfig('production', toml)['mtls_certificates']).toMatchObject([{ binding: 'A' }, { binding: 'B' }])
  expect(() => gatewayConfig('staging', toml)).toThrow('would share mtls_certificates')
  expect(gatewayConfig(null)).not.toHaveProperty('vpc_services')
})
