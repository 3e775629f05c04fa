// The system of the soak: every real Worker, with chaos between the gateway and what it leans on.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestHarness } from 'wrangler'
import { configPathOf, readConfig, writeConfigs } from '../../packages/gatehouse/src/project/config-files.ts'
import { domainWorkers, GATEWAY } from '../../packages/gatehouse/src/project/workers.ts'
import { applyMigrations, AUDIENCE, startTenant } from '../../packages/gatehouse/src/testing/system.ts'
import { findHeaps, openInspectors } from './heap.ts'
import type { Modes } from './modes.ts'

/** How old keys may be before a new look: as short as the pause between two looks, so that a soak sees several. */
const KEYS_SOFT_AGE_SECONDS = 30
/** Far above what the soak sends: it is after other things than this limit. */
const RATE_LIMIT = 1_000_000

const DEFECTS_TOLD_MAX = 5

/** The bindings of the domains that the soak calls. */
const CALLED = ['PAYMENTS', 'SEARCH']

interface RateLimit {
  readonly simple: { readonly period: number }
}

interface Link {
  readonly binding: string
  readonly service: string
}

/** Starts the system. */
export async function startSoakSystem() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-soak-'))
  openInspectors(folder)
  const tenant = await startTenant()
  const domains = domainWorkers()
  const write = (name: string, configuration: object): string => {
    const path = join(folder, `${name}.json`)
    writeFileSync(path, JSON.stringify(configuration))
    return path
  }
  writeConfigs('test')
  const { kv_namespaces: _kv, ...gateway } = readConfig(GATEWAY, 'test')
  const ratelimits = gateway['ratelimits'] as readonly RateLimit[]
  const services = (gateway['services'] as readonly Link[]).filter(({ binding }) => CALLED.includes(binding))
  const gatewayPath = write('gateway', {
    ...gateway,
    ratelimits: ratelimits.map((limit) => ({ ...limit, simple: { ...limit.simple, limit: RATE_LIMIT } })),
    services: [
      ...services.map(({ binding }) => ({
        binding,
        service: 'gatehouse-chaos',
        entrypoint: entrypointOf(binding),
      })),
      { binding: 'KEYS', service: 'gatehouse-chaos', entrypoint: 'Keys' },
    ],
  })
  const chaosPath = write('chaos', {
    name: 'gatehouse-chaos',
    main: fileURLToPath(new URL('chaos.ts', import.meta.url)),
    compatibility_date: gateway['compatibility_date'],
    send_metrics: false,
    kv_namespaces: [{ binding: 'REAL_KEYS', id: 'soak' }],
    services: services.map(({ binding, service }) => ({ binding: `REAL_${binding}`, service })),
  })
  const harness = createTestHarness({
    workers: [
      {
        configPath: gatewayPath,
        secrets: {
          AUTH0_DOMAIN: tenant.url,
          GATEHOUSE_EXPLAIN_REFUSALS: 'false',
          AUTH0_AUDIENCE: AUDIENCE,
          AUTH0_CLIENT_ID: 'local-app',
          GATEHOUSE_LOG_SALT: 'soak',
          GATEHOUSE_KEYS_SOFT_AGE_SECONDS: String(KEYS_SOFT_AGE_SECONDS),
        },
      },
      { configPath: chaosPath },
      ...domains.map((domain) => ({ configPath: configPathOf(domain, 'test') })),
    ],
  })
  const { url } = await harness.listen()
  await applyMigrations(harness, domains)
  return {
    url: url.origin,
    tenant,
    /** What the gateway and every domain keep alive at the moment, in MiB. */
    heaps: await findHeaps(),
    /** Breaks and mends. */
    set: async (modes: Partial<Modes>): Promise<void> => {
      const answer = await harness.getWorker('gatehouse-chaos').fetch('https://chaos.internal/', {
        method: 'POST',
        body: JSON.stringify(modes),
      })
      if (!answer.ok) throw new Error(`chaos answered ${answer.status}`)
    },
    /** What was logged as a defect of ours: the first lines of it. */
    defects: (): string[] =>
      harness
        .getLogs()
        .map(({ message }) => message)
        .filter((line) => line.includes('"code":"internal"'))
        .slice(0, DEFECTS_TOLD_MAX),
    stop: async (): Promise<void> => {
      await harness.close()
      await tenant.harness.close()
      rmSync(folder, { recursive: true })
    },
  }
}

function entrypointOf(binding: string): string {
  return binding.charAt(0) + binding.slice(1).toLowerCase()
}
