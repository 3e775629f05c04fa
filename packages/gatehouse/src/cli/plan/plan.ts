// Plans the API in Auth0 that the contracts require: its scopes and the settings of its tokens. Pure: from the generated files.
import { DEFAULT_ALGORITHMS } from '../../access/index.ts'
import type { RouteRow } from '../../gateway/handler.ts'
import { namesIn } from '../../http/security.ts'

/** A scope of the API; Auth0 calls it a permission. */
export interface PlannedScope {
  readonly name: string
  readonly description: string
  /** The operations that demand it; none for one that a service looks at by itself. */
  readonly operations: readonly string[]
}

/** The required API. */
export interface Plan {
  /** The name that a new API gets. */
  readonly name: string
  /** Its identifier: the audience of every token. */
  readonly identifier: string
  readonly scopes: readonly PlannedScope[]
}

/** RS256 or PS256: what the gateway takes. */
export const SIGNING_ALGORITHMS = DEFAULT_ALGORITHMS
/** Auth0's names for tokens that contain the permissions of their subject. The first is the default of a new API. */
export const TOKEN_DIALECTS = ['access_token_authz', 'rfc9068_profile_authz'] as const

/** Makes the plan. @param permissions descriptions by name, as in src/generated/permissions.json @param name the name of the project */
export function planOf(
  identifier: string,
  permissions: Readonly<Record<string, string>>,
  routes: readonly Pick<RouteRow, 'operationId' | 'access'>[],
  name: string = 'Gatehouse',
): Plan {
  return {
    name,
    identifier,
    scopes: Object.entries(permissions).map(([name, description]) => ({
      name,
      description,
      operations: routes.filter(({ access }) => namesIn(access).includes(name)).map(({ operationId }) => operationId),
    })),
  }
}
