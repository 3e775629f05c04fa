// Provides a gateway and three domains for tests of a deploy.
import { join } from 'node:path'
import type { Target, Targets } from '../cli/deploy/targets.ts'

/** The Workers of an environment. @param folder where their configurations would be written */
export function targetsIn(folder: string): Targets {
  const target = (worker: string, more: Partial<Target> = {}): Target => ({
    folder: worker,
    configPath: join(folder, `${worker}.json`),
    name: worker === 'gateway' ? 'gatehouse-staging' : `gatehouse-${worker}-staging`,
    config: {},
    databases: [],
    namespaces: [],
    ...more,
  })
  return {
    gateway: target('gateway', { namespaces: [{ binding: 'KEYS', title: 'gatehouse-staging-keys' }] }),
    domains: [
      target('payments', { databases: ['gatehouse-payments-staging'] }),
      target('search', { databases: ['gatehouse-search-staging'] }),
      target('insights'),
    ],
  }
}
