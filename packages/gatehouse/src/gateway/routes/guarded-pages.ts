// Restricts the pages about the project, and its documents: to everyone, to users who are logged in, or to no one. If the tenant is on
// this machine, everyone may see them: the pages are a development tool.
import { signedIn } from '../../access/index.ts'
import { isLoopback } from '../../tenant/tenant-domain.ts'
import type { GatewaySettings } from '../settings.ts'
import type { Answer, RouteRow } from '../handler.ts'
import type { Tenant } from '../tenant-types.ts'

/** Lets those see the pages whom the settings of the project name. */
export function guardPages(
  rows: readonly (readonly [RouteRow, Answer])[],
  tenant: Pick<Tenant, 'configuration'>,
  { pages }: GatewaySettings,
): readonly (readonly [RouteRow, Answer])[] {
  if (pages === undefined || isLocal(tenant)) return rows
  if (pages === 'off') return []
  return rows.map(([row, answer]) => [{ ...row, access: signedIn }, answer])
}

function isLocal(tenant: Pick<Tenant, 'configuration'>): boolean {
  try {
    return tenant.configuration().domains.every(isLoopback)
  } catch {
    // Without a configuration no caller is known, and the rule applies.
    return false
  }
}
