// The configuration of the local tenant by itself, for a project of any kind: its folder needs no wrangler.toml and no contracts.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { configPathOf, readOwnConfig } from './config-files.ts'
import { configureWorker } from './worker-config.ts'
import { LOCAL_TENANT, type ProjectWorker, tenantAliases } from './workers.ts'

/** What a project with a gateway has compiled its contracts to. */
const COMPILED_PERMISSIONS = 'src/generated/permissions.json'

/** The options of `startTenant`. */
export interface TenantOptions {
  /** The identifier of its API, which tokens name in `aud`; `https://api.gatehouse.local` unless it says otherwise. */
  readonly audience?: string
  /** The scopes of its API. Those of the project's contracts unless it says otherwise, and none in a project without contracts. */
  readonly permissions?: readonly string[]
}

/** Writes the configuration. @returns the Worker that it is of */
export function configureTenant({ audience, permissions }: TenantOptions): ProjectWorker {
  const granted = permissions?.toSorted() ?? compiledPermissions()
  // Two tenants with other settings may run side by side.
  const digest = createHash('sha256')
    .update(JSON.stringify([audience, granted]))
    .digest('hex')
    .slice(0, 8)
  const worker: ProjectWorker = { ...LOCAL_TENANT, name: `tenant-${digest}` }
  const configPath = resolve(configPathOf(worker, 'development'))
  const permissionsPath = resolve(dirname(configPath), 'permissions.json')
  const own = readOwnConfig(LOCAL_TENANT)
  const config = configureWorker({ root: '.', worker, own, gateway: {}, domains: [], environment: null })
  mkdirSync(dirname(configPath), { recursive: true })
  writeFileSync(permissionsPath, JSON.stringify(Object.fromEntries(granted.map((name) => [name, name]))))
  writeFileSync(
    configPath,
    JSON.stringify({
      ...config,
      alias: { ...tenantAliases('.'), 'gatehouse-permissions': permissionsPath },
      ...(audience !== undefined && { define: { TENANT_AUDIENCE: JSON.stringify(audience) } }),
    }),
  )
  return worker
}

function compiledPermissions(): string[] {
  if (!existsSync(COMPILED_PERMISSIONS)) return []
  return Object.keys(JSON.parse(readFileSync(COMPILED_PERMISSIONS, 'utf8')) as object)
}
