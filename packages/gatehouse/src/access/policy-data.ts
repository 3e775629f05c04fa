// Reads a policy as data: whether a value is one, and which names a challenge has of it.
import type { Policy } from './policy.ts'
import { isSignatureScheme } from './signature-schemes.ts'

/** The member with the list of each kind of policy; `null` for those without one. */
const LISTS = {
  anyone: null,
  guest: null,
  signedIn: null,
  user: null,
  machine: null,
  signedBy: null,
  emailRequired: null,
  organization: 'any',
  scopes: 'all',
  anyScope: 'any',
  permissions: 'all',
  anyPermission: 'any',
  and: 'policies',
  or: 'policies',
} as const satisfies Record<Policy['kind'], string | null>

/** Checks whether a value is a policy: the content of a contract was not necessarily checked by the type checker. */
export function isPolicy(value: unknown): value is Policy {
  const { kind, ...fields } = Object(value) as Readonly<Record<string, unknown>>
  const list = Object.entries(LISTS).find(([known]) => known === kind)?.[1]
  if (list === undefined) return false
  if (kind === 'signedBy') return typeof fields['secret'] === 'string' && isSignatureScheme(fields['scheme'])
  if (list === null) return true
  const items = fields[list]
  return (
    Array.isArray(items) && items.every((item) => (list === 'policies' ? isPolicy(item) : typeof item === 'string'))
  )
}

/** Returns the scopes and permissions that a policy names, for a challenge (RFC 6750 §3, `scope`). */
export function scopesOf(policy: Policy): readonly string[] {
  if ('policies' in policy) return [...new Set(policy.policies.flatMap(scopesOf))]
  if (policy.kind === 'organization') return []
  if ('all' in policy) return policy.all
  return 'any' in policy ? policy.any : []
}
