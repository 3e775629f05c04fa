// Finds the local tenant: on the port that is asked for, where `gatehouse dev` serves it, or where the project says that it is.
import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { localTenantOf, placeVariables } from '../../project/local-addresses.ts'
import type { ProjectSettings } from '../../project/project-settings.ts'
import { portOf } from '../dev/options.ts'
import { readServing } from '../dev/record.ts'

/** Its origin. @param port the option --tenant-port @throws CommandError for one that is none */
export function localTenantUrl(port: string | undefined, { ports }: Pick<ProjectSettings, 'ports'>): string {
  if (port !== undefined) return `http://localhost:${portOf('--tenant-port', port)}`
  return readServing()?.tenantUrl ?? `http://localhost:${namedPort(ports) ?? ports.tenant}`
}

// As .dev.vars names it, for a tenant that something else serves.
function namedPort(home: ProjectSettings['ports']): number | null {
  const file = ['.dev.vars', '.dev.vars.example'].find((path) => existsSync(path))
  if (file === undefined) return null
  const variables = parseEnv(readFileSync(file, 'utf8'))
  const here = { port: home.gateway, tenantPort: home.tenant, tenantHttps: false }
  return localTenantOf({ ...variables, ...placeVariables(variables, here, home).changed })
}
