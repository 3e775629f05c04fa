// Translates the `security` of an operation (OpenAPI 3.1 §4.8.30) into a policy: the inverse of packages/gatehouse/src/http/security.ts.
// It refuses a `security` without an exact translation, because a guess would allow or refuse the wrong callers.
import { anyone, anyScope, guest, type Policy, scopes, signedIn } from '../access/index.ts'
import { ContractError } from './contract-error.ts'

/** Alternatives, each a set of schemes with the scopes of each. */
export type Security = readonly Readonly<Record<string, readonly string[]>>[]

/** The part of a Security Scheme Object that is used here. */
export interface SecurityScheme {
  readonly type: string
  readonly scheme?: string | undefined
  readonly flows?:
    | Readonly<Record<string, { readonly scopes?: Readonly<Record<string, string>> | undefined }>>
    | undefined
}

/** OpenID Connect's own scopes: requested from the tenant, and not required by an API. */
const OPENID_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access'])

/** Returns the description of every scope of a document, from the flows of its security schemes. */
export function scopesOf(schemes: Readonly<Record<string, SecurityScheme>>): Record<string, string> {
  const described = Object.values(schemes).flatMap(({ flows = {} }) =>
    Object.values(flows).flatMap((flow) => Object.entries(flow.scopes ?? {})),
  )
  return Object.fromEntries(described.filter(([name]) => !OPENID_SCOPES.has(name)))
}

/**
 * Returns the policy for a `security`.
 *
 * @param where the operation, for the sentences of errors
 * @throws ContractError when there is none
 */
export function policyOf(security: Security, schemes: Readonly<Record<string, SecurityScheme>>, where: string): Policy {
  for (const name of security.flatMap((requirement) => Object.keys(requirement)))
    checkScheme(name, schemes[name], where)
  if (security.length === 0) return anyone
  if (security.some((requirement) => Object.keys(requirement).length === 0)) return guest
  const alternatives = distinct(security.map((requirement) => [...new Set(Object.values(requirement).flat())]))
  const [first = [], ...others] = alternatives
  if (others.length === 0) return first.length === 0 ? signedIn : demand(scopes, first, where)
  if (alternatives.every((names) => names.length === 1)) return demand(anyScope, alternatives.flat(), where)
  throw new ContractError(
    `${where} has alternatives in "security" that no policy can say (${alternatives.map((names) => `[${names.join(' ')}]`).join(' or ')}): ` +
      'ask the same scopes of every scheme, or one scope in each alternative',
  )
}

function checkScheme(name: string, scheme: SecurityScheme | undefined, where: string): void {
  if (scheme === undefined) {
    throw new ContractError(`${where} names the security scheme "${name}": add it to components.securitySchemes`)
  }
  const takesTokens =
    scheme.type === 'oauth2' ||
    scheme.type === 'openIdConnect' ||
    (scheme.type === 'http' && scheme.scheme?.toLowerCase() === 'bearer')
  if (takesTokens) return
  throw new ContractError(
    `${where} demands "${name}", which is no access token (${[scheme.type, scheme.scheme].filter(Boolean).join(' ')}): ` +
      "the gateway judges the tenant's tokens only; use a scheme of type oauth2, openIdConnect or http bearer",
  )
}

function distinct(alternatives: readonly string[][]): string[][] {
  const seen = new Set<string>()
  return alternatives.filter((names) => {
    const key = names.toSorted().join(' ')
    return !seen.has(key) && seen.add(key)
  })
}

function demand(policy: (...names: [string, ...string[]]) => Policy, names: readonly string[], where: string): Policy {
  const [first = '', ...others] = names
  try {
    return policy(first, ...others)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ContractError(`${where} demands a scope that can't be one: ${reason}`, { cause })
  }
}
