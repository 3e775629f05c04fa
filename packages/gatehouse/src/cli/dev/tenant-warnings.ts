// What .dev.vars must say for tokens of the local tenant to be good, where the project has given that tenant an API of its own.
import { DEFAULT_AUDIENCE, DEFAULT_CLAIM_NAMESPACE } from '../../config/defaults.ts'
import type { TenantConfig } from '../../config/project-config.ts'

/** What does not fit, each a sentence. @param variables those of .dev.vars, which name the local tenant */
export function tenantWarnings(
  variables: Readonly<Record<string, string | undefined>>,
  { audience = DEFAULT_AUDIENCE, claimNamespace = DEFAULT_CLAIM_NAMESPACE }: TenantConfig,
): string[] {
  const { AUTH0_AUDIENCE = '', AUTH0_CLAIM_NAMESPACE = '' } = variables
  const audiences = AUTH0_AUDIENCE.split(',').map((one) => one.trim())
  return [
    ...(audiences.includes(audience)
      ? []
      : [`the local tenant's tokens are for ${audience}: set AUTH0_AUDIENCE in .dev.vars to it`]),
    ...(AUTH0_CLAIM_NAMESPACE.replace(/\/$/, '') === claimNamespace
      ? []
      : [`the local tenant's claims begin with ${claimNamespace}: set AUTH0_CLAIM_NAMESPACE in .dev.vars to it`]),
  ]
}
