// Tests that the name of the gateway is written once, in its wrangler.toml: the domains' names and the bindings follow.
import { describe, expect, test } from 'vitest'
import { readOwnConfig } from './config-files.ts'
import type { Table } from './table.ts'
import { configureWorker } from './worker-config.ts'
import { bindingOf, domainNames, GATEWAY, projectWorkers } from './workers.ts'

const DOMAINS = domainNames()

/** Every Worker's configuration with this name of the gateway. */
function configure(name: string, environment: string | null): Table[] {
  const gateway = { ...readOwnConfig(GATEWAY), name }
  return projectWorkers().map((worker) =>
    configureWorker({
      root: '.',
      worker,
      own: worker.role === 'gateway' ? gateway : readOwnConfig(worker),
      gateway,
      domains: DOMAINS,
      environment,
    }),
  )
}

/** The ids of the gateway's rate limits. */
function limitIdsOf([gateway]: readonly Table[]): unknown[] {
  const limits = (gateway?.['ratelimits'] ?? []) as readonly Table[]
  return limits.map((row) => row['namespace_id'])
}

describe.each([
  [null, ''],
  ['production', ''],
  ['staging', '-staging'],
])('a gateway called front in the environment %s', (environment, suffix) => {
  const configs = configure('front', environment)
  const names = configs.map((config) => config['name'])
  const services = configs.flatMap((config) => config['services'] as readonly Table[])

  test('gives its name to every domain', () => {
    expect(names).toEqual(['front', ...DOMAINS.map((domain) => `front-${domain}`)].map((name) => name + suffix))
    expect(DOMAINS).toContain('payments')
  })

  test('is bound to every domain, and every domain to it', () => {
    expect(configs[0]?.['services']).toEqual(
      DOMAINS.map((domain) => ({ binding: bindingOf(domain), service: `front-${domain}${suffix}` })),
    )
    for (const config of configs.slice(1))
      expect(config['services']).toContainEqual({
        binding: 'AUTH',
        service: `front${suffix}`,
        entrypoint: 'KeyService',
      })
  })

  test('leaves no binding that leads to another Worker than those of the project', () => {
    expect(services.length).toBeGreaterThan(DOMAINS.length)
    for (const { service } of services) expect(names).toContain(service)
  })

  test('gives its name to databases and limits, which it shares with no other gateway', () => {
    const databases = configs.flatMap((config) => (config['d1_databases'] ?? []) as readonly Table[])
    expect(databases.length).toBeGreaterThan(0)
    for (const { database_name } of databases) expect(database_name).toMatch(/^front-/)
    expect(new Set([...limitIdsOf(configs), ...limitIdsOf(configure('back', environment))]).size).toBe(4)
  })
})
