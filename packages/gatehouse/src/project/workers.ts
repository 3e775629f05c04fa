// Lists every Worker of the project in the working directory: the gateway, one for each folder under workers/, and the local tenant.
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A Worker of the project. */
export interface ProjectWorker {
  /** Its folder under workers/; `gateway` and `tenant` for the two in other places. */
  readonly name: string
  /** The folder of its files, from the project's root. */
  readonly folder: string
  readonly role: 'gateway' | 'domain' | 'tenant'
}

/** The gateway. */
export const GATEWAY: ProjectWorker = { name: 'gateway', folder: '.', role: 'gateway' }

/** The local tenant: for development and tests, never deployed. */
export const LOCAL_TENANT: ProjectWorker = {
  name: 'tenant',
  folder: join(dirname(fileURLToPath(import.meta.url)), '../testing/tenant'),
  role: 'tenant',
}

/** The environment whose names are those at the top of each wrangler.toml. */
export const DEFAULT_ENVIRONMENT = 'production'

/** The project's settings of the local tenant, for its bundle. The file exists if the project has such settings. */
export const TENANT_FILE = 'src/generated/local-tenant.json'

/** The files of a project in the bundle of the local tenant, by the names of their imports. */
export function tenantAliases(root: string): Readonly<Record<string, string>> {
  const own = resolve(root, TENANT_FILE)
  return {
    'gatehouse-permissions': resolve(root, 'src/generated/permissions.json'),
    'gatehouse-tenant': existsSync(own) ? own : join(LOCAL_TENANT.folder, 'default-settings.json'),
  }
}

/** Files that commands leave in a folder whose domain was removed. */
const LEFT_OVER: readonly string[] = ['worker-configuration.d.ts', '.wrangler', 'node_modules']

/** The domains' Workers, in the order of their names: every folder under workers/ that contains other files. */
export function domainWorkers(root = '.'): ProjectWorker[] {
  const folder = resolve(root, 'workers')
  const names = foldersIn(folder).filter((name) =>
    readdirSync(join(folder, name)).some((entry) => !LEFT_OVER.includes(entry)),
  )
  return names.map((name) => ({ name, folder: `workers/${name}`, role: 'domain' }))
}

/** The names of the domains. */
export function domainNames(root = '.'): string[] {
  return domainWorkers(root).map(({ name }) => name)
}

/** The gateway and every domain. */
export function projectWorkers(root = '.'): ProjectWorker[] {
  return [GATEWAY, ...domainWorkers(root)]
}

/** The folders in a folder, in the order of their names; none if it does not exist. */
export function foldersIn(path: string): string[] {
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
}

/** The name of the service binding that leads to a domain: `credit-notes` is bound as `CREDIT_NOTES`. */
export function bindingOf(domain: string): string {
  return domain.toUpperCase().replaceAll('-', '_')
}
