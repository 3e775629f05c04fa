// The configuration of a Worker for one deploy, with what is only known then: the ids of namespaces that were just made, or that it
// has no services yet.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Table } from '../../project/table.ts'
import type { Target } from './targets.ts'

/** The changes. */
export interface Patch {
  /** The ids of KV namespaces, by binding. */
  readonly ids: ReadonlyMap<string, string>
  /** For the first deploy of the gateway: what it is bound to does not exist yet. */
  readonly withoutServices: boolean
}

/** A configuration with the patch. */
export function patchConfig(config: Table, { ids, withoutServices }: Patch): Table {
  const namespaces = (config['kv_namespaces'] ?? []) as readonly Table[]
  return {
    ...config,
    kv_namespaces: namespaces.map((namespace) => {
      const id = ids.get(String(namespace['binding']))
      return id === undefined ? namespace : { ...namespace, id }
    }),
    ...(withoutServices && { services: [] }),
  }
}

/** Writes the configuration that a Worker is deployed with. @returns where it is */
export function writePatchedConfig({ config, configPath }: Target, patch: Patch): string {
  mkdirSync(dirname(configPath), { recursive: true })
  writeFileSync(configPath, JSON.stringify(patchConfig(config, patch)))
  return configPath
}
