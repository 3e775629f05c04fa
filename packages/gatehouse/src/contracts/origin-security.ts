// Translates the `security` of an operation (OpenAPI 3.1 §4.8.30) into a policy: the inverse of packages/gatehouse/src/http/security.ts. Where a
// document can mean two things, the policy demands more, because a guess would allow the wrong callers.
import { and, anyone, anyScope, guest, or, type Policy, scopes, signedIn } from '../access/index.ts'
import { ContractError } from './contract-error.ts'
import type { Where } from './document-source.ts'
import { suggestionFor } from './places.ts'

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

/** The security schemes of a document, and how its generator uses them. */
export interface SecuritySource {
  readonly schemes: Readonly<Record<string, SecurityScheme>>
  /** Whether the alternatives are what the service checks together, as FastAPI writes them. */
  readonly isJoined: boolean
}

/** OpenID Connect's own scopes: requested from the tenant, and not required by an API. */
const OPENID_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access'])

/** Returns the description of every scope of a document that has one, from the flows of its security schemes. */
export function scopesOf(schemes: Readonly<Record<string, SecurityScheme>>): Record<string, string> {
  const described = Object.values(schemes).flatMap(({ flows = {} }) =>
    Object.values(flows).flatMap((flow) => Object.entries(flow.scopes ?? {})),
  )
  return Object.fromEntries(described.filter(([name, text]) => !OPENID_SCOPES.has(name) && text.trim() !== ''))
}

/**
 * Returns the policy for a `security`.
 *
 * An alternative without a scheme of access tokens is left out: the gateway judges the tenant's tokens only. Alternatives of one scheme are
 * alternatives. Alternatives of different schemes are several ways to get the same token, so the demands of each scheme are joined; an alternative
 * without scopes adds nothing to them.
 *
 * @param where the operation, for the sentences of errors
 * @returns `undefined` when no alternative is a token: then the document does not say who may call the operation
 * @throws ContractError for a scheme that is not there, and for a scope that can't be one
 */
export function policyOf(security: Security, { schemes, isJoined }: SecuritySource, where: Where): Policy | undefined {
  const unknown = security
    .flatMap((requirement) => Object.keys(requirement))
    .filter((name) => !Object.hasOwn(schemes, name))
  if (unknown.length > 0) {
    throw new ContractError(
      [...new Set(unknown)].map(
        (name) =>
          `${where.toString()} names the security scheme "${name}"${suggestionFor(name, Object.keys(schemes))}: add it to components.securitySchemes, or give the operation an "access" in service.ts`,
      ),
    )
  }
  if (security.length === 0) return anyone
  const tokens = security.flatMap((requirement) => alternativeOf(requirement, schemes))
  const isOptional = security.some((requirement) => Object.keys(requirement).length === 0)
  // A service with another way in than a token, or none at all, does not say that anyone may call it.
  if (tokens.length === 0)
    return isOptional && security.every((one) => Object.keys(one).length === 0) ? guest : undefined
  if (isOptional) return guest
  return joined(isJoined ? [[[...new Set(tokens.flatMap(({ names }) => names))]]] : groupsOf(tokens), where)
}

interface Alternative {
  readonly scheme: string
  readonly names: readonly string[]
}

/** Alternatives of one scheme, each the names of its scopes. */
type Group = readonly (readonly string[])[]

// Other schemes beside a token's are for the service to check.
function alternativeOf(requirement: Security[number], schemes: SecuritySource['schemes']): Alternative[] {
  const tokens = Object.entries(requirement).filter(([name]) => takesTokens(schemes[name]))
  if (tokens.length === 0) return []
  const names = tokens.flatMap(([, scopes]) => scopes).filter((name) => !OPENID_SCOPES.has(name))
  return [
    {
      scheme: tokens
        .map(([name]) => name)
        .toSorted()
        .join(' '),
      names: [...new Set(names)].toSorted(),
    },
  ]
}

function takesTokens(scheme: SecurityScheme | undefined): boolean {
  if (scheme === undefined) return false
  const { type, scheme: name } = scheme
  return type === 'oauth2' || type === 'openIdConnect' || (type === 'http' && name?.toLowerCase() === 'bearer')
}

// An alternative without scopes beside one with scopes says no more than that a token is needed.
function groupsOf(alternatives: readonly Alternative[]): Group[] {
  const groups = [...Map.groupBy(alternatives, ({ scheme }) => scheme).values()].map((group) => {
    const distinct = new Map(group.map(({ names }) => [names.join(' '), names]))
    const demanding = [...distinct].filter(([key]) => key !== '').toSorted(([one], [other]) => (one < other ? -1 : 1))
    return demanding.map(([, names]) => names)
  })
  return [
    ...new Map(groups.filter((group) => group.length > 0).map((group) => [JSON.stringify(group), group])).values(),
  ]
}

function joined(groups: readonly Group[], where: Where): Policy {
  const single = groups.filter((group) => group.length === 1).flatMap(([names = []]) => names)
  const demanded = [...new Set(single)].toSorted()
  const choices = groups.filter((group) => group.length > 1).map((group) => choiceOf(group, where))
  const policies = [...(demanded.length > 0 ? [demand(scopes, demanded, where)] : []), ...choices]
  const [first = signedIn, second, ...others] = policies
  return second === undefined ? first : and(first, second, ...others)
}

function choiceOf(group: Group, where: Where): Policy {
  if (group.every((names) => names.length === 1)) return demand(anyScope, group.flat(), where)
  const [first = signedIn, second = signedIn, ...others] = group.map((names) => demand(scopes, names, where))
  return or(first, second, ...others)
}

function demand(policy: (...names: [string, ...string[]]) => Policy, names: readonly string[], where: Where): Policy {
  const [first = '', ...others] = names
  try {
    return policy(first, ...others)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ContractError(`${where.toString()} demands a scope that can't be one: ${reason}`, { cause })
  }
}
