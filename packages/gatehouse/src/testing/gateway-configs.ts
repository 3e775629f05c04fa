// Writes configurations of gateways that differ from the project's own, for tests.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../project/config-files.ts'
import type { Table } from '../project/table.ts'
import { bindingOf, GATEWAY, type ProjectWorker } from '../project/workers.ts'

/** Writes the configuration of another gateway with its own memory, and with the Durable Objects of the first. @returns its path */
export function gatewayCopy(number: number): string {
  const config = readConfig(GATEWAY, 'test')
  const { bindings } = config['durable_objects'] as { readonly bindings: readonly Table[] }
  return writeTestConfig({
    ...config,
    name: `${String(config['name'])}-${number}`,
    durable_objects: { bindings: bindings.map((binding) => ({ ...binding, script_name: config['name'] })) },
    migrations: [],
  })
}

function writeTestConfig(config: Table): string {
  const configPath = `${mkdtempSync(join(tmpdir(), 'gatehouse-test-'))}/wrangler.json`
  writeFileSync(configPath, JSON.stringify(config))
  return configPath
}

/** Writes the configuration of a gateway that is bound to these domains alone. @returns its path */
export function partialGateway(domains: readonly ProjectWorker[]): string {
  const config = readConfig(GATEWAY, 'test')
  const kept = domains.map(({ name }) => bindingOf(name))
  const services = (config['services'] as readonly Table[]).filter(({ binding }) => kept.includes(String(binding)))
  return writeTestConfig({ ...config, services })
}
