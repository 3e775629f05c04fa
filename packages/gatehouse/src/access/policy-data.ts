// Reads a policy as data: whether a value is one, and which names a challenge has of it.
import { isClaimTest } from './claim-test.ts'
import { isAge } from './login-policies.ts'
import type { Policy } from './policy.ts'
import { isSignatureScheme } from './signature-schemes.ts'

/** Whether the other members of a policy are those of its kind. */
type MembersCheck = (members: Readonly<Record<string, unknown>>) => boolean

const none: MembersCheck = () => true
const all: MembersCheck = ({ all: names }) => isList(names, isText)
const any: MembersCheck = ({ any: names }) => isList(names, isText)
const age: MembersCheck = ({ withinSeconds }) => isAge(withinSeconds)
const parts: MembersCheck = ({ policies }) => isList(policies, isPolicy)

const MEMBERS = {
  anyone: none,
  guest: none,
  signedIn: none,
  user: none,
  machine: none,
  signedBy: ({ secret, scheme }) => isText(secret) && isSignatureScheme(scheme),
  emailRequired: none,
  organization: any,
  scopes: all,
  anyScope: any,
  permissions: all,
  anyPermission: any,
  recentLogin: age,
  mfa: age,
  actor: any,
  directly: none,
  agent: none,
  claim: ({ name, test }) => isText(name) && name !== '' && isClaimTest(test),
  and: parts,
  or: parts,
} as const satisfies Record<Policy['kind'], MembersCheck>

/** Checks whether a value is a policy: the content of a contract was not necessarily checked by the type checker. */
export function isPolicy(value: unknown): value is Policy {
  const members = Object(value) as Readonly<Record<string, unknown>>
  const kind = members['kind']
  return typeof kind === 'string' && Object.hasOwn(MEMBERS, kind) && MEMBERS[kind as Policy['kind']](members)
}

/** Returns the scopes and permissions that a policy names, for a challenge (RFC 6750 §3, `scope`). */
export function scopesOf(policy: Policy): readonly string[] {
  if ('policies' in policy) return [...new Set(policy.policies.flatMap(scopesOf))]
  if ('all' in policy) return policy.all
  return policy.kind === 'anyScope' || policy.kind === 'anyPermission' ? policy.any : []
}

function isList(value: unknown, check: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(check)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
