// A Worker's configuration with something changed for one deploy: ids of namespaces that were just made, or no services. The
// wrangler.toml itself stays as it is.
import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { experimental_readRawConfig } from 'wrangler'
import type { Table } from './environment-tables.ts'
import type { Environment } from './environments.ts'
import { whileLent } from './lent.ts'
import type { Target } from './targets.ts'

/** What is changed. */
export interface Patch {
  /** The ids of KV namespaces, by binding. */
  readonly ids: ReadonlyMap<string, string>
  /** For the first deploy of the gateway: what it is bound to does not exist yet. */
  readonly withoutServices: boolean
}

/** A configuration with the patch in the tables of its environment. */
export function patchConfig(config: Table, environment: Environment, { ids, withoutServices }: Patch): Table {
  const environments = config['env'] as Record<Environment, Table>
  const { kv_namespaces = [], ...rest } = environments[environment] as { kv_namespaces?: Table[] } & Table
  const patched = {
    ...rest,
    kv_namespaces: kv_namespaces.map((namespace) => {
      const id = ids.get(String(namespace['binding']))
      return id === undefined ? namespace : { ...namespace, id }
    }),
    ...(withoutServices && { services: [] }),
  }
  return { ...config, env: { ...environments, [environment]: patched } }
}

/**
 * Gives the path of a configuration with the patch, which stands beside the Worker's own while it is used, and no longer.
 *
 * @param use is given the path of the Worker's own configuration when there is nothing to change
 */
export async function withPatchedConfig(
  { configPath }: Target,
  environment: Environment,
  patch: Patch,
  use: (configPath: string) => Promise<void>,
): Promise<void> {
  if (patch.ids.size === 0 && !patch.withoutServices) {
    await use(configPath)
    return
  }
  const { rawConfig } = experimental_readRawConfig({ config: configPath })
  const patched = join(dirname(configPath), 'wrangler.deploy.json')
  const text = JSON.stringify(patchConfig(rawConfig as Table, environment, patch))
  await whileLent(
    () => rmSync(patched, { force: true }),
    async () => {
      writeFileSync(patched, text)
      await use(patched)
    },
  )
}
