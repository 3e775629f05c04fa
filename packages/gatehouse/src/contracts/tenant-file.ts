// The generated file that the local tenant is bundled with: what the project has said of it.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { DEFAULT_CLAIM_NAMESPACE, DEFAULT_PORTS } from '../config/defaults.ts'
import type { TenantUserConfig } from '../config/project-config.ts'
import type { ProjectSettings } from '../project/project-settings.ts'
import { readable } from '../project/readable-name.ts'
import { TENANT_FILE } from '../project/workers.ts'
import type { ProjectTenantSettings, ProjectUser } from '../testing/tenant/project-settings.ts'
import { writeIfChanged } from './files.ts'

/** As many as an id of Auth0 has. */
const ID_CHARACTERS = 24

/** The content of the file; `null` for a project that has said nothing of it. */
export function tenantFileOf({ ports, tenant }: Pick<ProjectSettings, 'ports' | 'tenant'>): string | null {
  const { audience, claimNamespace, users } = tenant ?? {}
  const settings: ProjectTenantSettings = {
    ...(audience !== undefined && { audience }),
    ...(claimNamespace !== undefined && { claimNamespace }),
    ...(ports.gateway !== DEFAULT_PORTS.gateway && { gatewayPort: ports.gateway }),
    ...(users !== undefined && { users: users.map((user) => userOf(user, claimNamespace ?? DEFAULT_CLAIM_NAMESPACE)) }),
  }
  return Object.keys(settings).length === 0 ? null : `${JSON.stringify(settings, null, 2)}\n`
}

/** Writes the file of a project, or removes one that is there without need. */
export async function writeTenantFile(project: Pick<ProjectSettings, 'ports' | 'tenant'>): Promise<void> {
  const content = tenantFileOf(project)
  if (content !== null) await writeIfChanged(TENANT_FILE, content)
  else if (existsSync(TENANT_FILE)) await rm(TENANT_FILE)
}

function userOf(user: TenantUserConfig, namespace: string): ProjectUser {
  const email = user.email.toLowerCase()
  const [nickname = email] = email.split('@')
  const claims = { ...(user.roles !== undefined && { roles: user.roles }), ...user.claims }
  return {
    id: `auth0|${createHash('sha256').update(email).digest('hex').slice(0, ID_CHARACTERS)}`,
    email,
    name: user.name ?? readable(nickname),
    nickname,
    password: user.password ?? 'password',
    permissions: user.permissions ?? [],
    claims: Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [name.includes(':') ? name : `${namespace}/${name}`, value]),
    ),
    organizations: user.organizations ?? null,
  }
}
