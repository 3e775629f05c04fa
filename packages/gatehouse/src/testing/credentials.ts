// Builds the orders of tokens for the operations of a document, from the access of each.
import { DEFAULT_CLAIM_NAMESPACE } from '../config/defaults.ts'
import type { Tenant } from './local-tenant.ts'

/** The claim with the email address of a user in tokens of the local tenant. */
export const EMAIL_CLAIM = `${DEFAULT_CLAIM_NAMESPACE}/email`

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
      ...claims,
    },
  }
}
