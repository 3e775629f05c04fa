// Tokens for the operations of a document, by what each says that it demands.
import { DEFAULT_CLAIM_NAMESPACE } from '../config/defaults.ts'
import type { Tenant } from './local-tenant.ts'

/** Where the local tenant says the email address of a user. */
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

/** What an operation demands, as `x-access` says it. */
export interface Access {
  readonly kind: string
  readonly all?: readonly string[]
  readonly any?: readonly string[]
  readonly policies?: readonly Access[]
}

/** What the tenant's mint is asked for. */
export interface Order {
  readonly user?: string | undefined
  readonly client?: string | undefined
  readonly claims?: Readonly<Record<string, unknown>>
}

/** What is demanded, part by part. */
export function partsOf(access: Access): readonly Access[] {
  return access.policies?.flatMap(partsOf) ?? [access]
}

/** The ways to satisfy what is demanded, each without a choice of its own. */
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

/** The scopes and permissions that are demanded. */
export function namesIn(access: Access): readonly string[] {
  const naming = partsOf(access).filter(({ kind }) => /scope|permission/i.test(kind))
  return [...new Set(naming.flatMap(({ all = [], any = [] }) => [...all, ...any]))]
}

/** The organizations of which one is demanded; none when any will do. */
export function organizationsIn(access: Access): readonly string[] {
  return partsOf(access).find(({ kind }) => kind === 'organization')?.any ?? []
}

/** An order for a token that has all that is demanded, but with these scopes and permissions, and with what `more` changes. */
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
