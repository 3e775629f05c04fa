// Builds the orders of tokens for the operations of a document, from the access of each.
import type { ClaimTest } from '../access/index.ts'
import { DEFAULT_CLAIM_NAMESPACE } from '../config/defaults.ts'
import type { Tenant } from './local-tenant.ts'

/** The claim with the email address of a user in tokens of the local tenant. */
export const EMAIL_CLAIM = `${DEFAULT_CLAIM_NAMESPACE}/email`

/** The claims about a login in tokens of the local tenant. */
export const AUTH_TIME_CLAIM = `${DEFAULT_CLAIM_NAMESPACE}/auth_time`
export const AMR_CLAIM = `${DEFAULT_CLAIM_NAMESPACE}/amr`

/** A tenant that makes tokens of any kind, with the prefix of its custom claims where it is not the usual one. */
export type MintingTenant = Pick<Tenant, 'control'> & { readonly claimNamespace?: string }

/** Makes what asks a tenant for a token. The claims that an order names under the usual prefix get the tenant's own. */
export function mintOf(tenant: () => MintingTenant): (order: object) => Promise<string> {
  return async (order) => {
    const { control, claimNamespace = DEFAULT_CLAIM_NAMESPACE } = tenant()
    const named: unknown = JSON.parse(JSON.stringify(order).replaceAll(DEFAULT_CLAIM_NAMESPACE, claimNamespace))
    return String((await control('POST', 'mint', named))['token'])
  }
}

/** The access of an operation, in the form of `x-access`. */
export interface Access {
  readonly kind: string
  readonly all?: readonly string[]
  readonly any?: readonly string[]
  readonly policies?: readonly Access[]
  /** Of a policy `signedBy`: the variable, and how it is signed. */
  readonly secret?: string
  readonly scheme?: string
  readonly withinSeconds?: number
  readonly name?: string
  readonly test?: ClaimTest
}

/** An order for a token. */
export interface Order {
  readonly user?: string | undefined
  readonly client?: string | undefined
  readonly claims?: Readonly<Record<string, unknown>>
}

/** The requirements, part by part. */
export function partsOf(access: Access): readonly Access[] {
  return access.policies?.flatMap(partsOf) ?? [access]
}

/** The ways to satisfy the requirements, each without a choice. */
export function alternativesOf(access: Access): readonly Access[] {
  const { kind, policies = [] } = access
  if (kind === 'or') return policies.flatMap(alternativesOf)
  if (kind !== 'and') return [access]
  return policies
    .map(alternativesOf)
    .reduce<readonly (readonly Access[])[]>(
      (combined, ways) => combined.flatMap((left) => ways.map((way) => [...left, way])),
      [[]],
    )
    .map((parts) => ({ kind, policies: parts }))
}

/** The required scopes and permissions. */
export function namesIn(access: Access): readonly string[] {
  const naming = partsOf(access).filter(({ kind }) => /scope|permission/i.test(kind))
  return [...new Set(naming.flatMap(({ all = [], any = [] }) => [...all, ...any]))]
}

/** The organizations of which one is required; none when any is accepted. */
export function organizationsIn(access: Access): readonly string[] {
  return partsOf(access).find(({ kind }) => kind === 'organization')?.any ?? []
}

/** A time before now, in seconds since the epoch. */
export function secondsAgo(seconds: number): number {
  return Math.floor(Date.now() / 1000) - seconds
}

function isOfLogin(kind: string): boolean {
  return kind === 'recentLogin' || kind === 'mfa'
}

// An actor that satisfies each part about actors.
function actorClaim(access: Access): { readonly act?: object } {
  const parts = partsOf(access)
  const actor = parts.find(({ kind }) => kind === 'actor')
  const isOfAgent = parts.some(({ kind }) => kind === 'agent')
  if (actor === undefined && !isOfAgent) return {}
  return { act: { sub: actor?.any?.[0] ?? 'agt_1', ...(isOfAgent && { sub_profile: 'ai_agent' }) } }
}

// Several tests of one claim are for values of one list.
function claimsFor(access: Access): Record<string, unknown> {
  const claims: Record<string, unknown> = {}
  for (const { name = '', test } of partsOf(access)) {
    if (test?.kind === 'equals') claims[name] = test.value
    if (test?.kind === 'includes') claims[name] = [...[claims[name] ?? []].flat(), test.value]
  }
  return claims
}

/** An order for a token that satisfies every requirement, but with these scopes and permissions, and with the changes of `more`. */
export function orderFor(access: Access, names = namesIn(access), { claims, ...more }: Order = {}): Order {
  const kinds = partsOf(access).map(({ kind }) => kind)
  return {
    // Otherwise it is of the tenant's first user.
    ...(kinds.includes('machine') && { client: 'local-machine' }),
    ...more,
    claims: {
      scope: names.join(' '),
      permissions: names,
      ...(kinds.includes('organization') && { org_id: organizationsIn(access)[0] ?? 'org_gatehouse' }),
      ...(kinds.some(isOfLogin) && { [AUTH_TIME_CLAIM]: secondsAgo(0), [AMR_CLAIM]: ['pwd', 'mfa'] }),
      ...actorClaim(access),
      ...claimsFor(access),
      ...claims,
    },
  }
}
