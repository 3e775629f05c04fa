// Translates a policy into the language of OpenAPI 3.1 (Security Requirement Object) and of people.
import type { Policy } from '#access'

/** The security schemes of the document, by name: the four ways to log in that Auth0 knows. */
const SECURITY_SCHEMES = ['implicit', 'authorizationCode', 'password', 'openIdConnect'] as const

/** One alternative of an operation's security: schemes and the scopes asked of each. */
export type SecurityRequirement = Record<string, string[]>

/** The `security` of an operation: its alternatives, each good with any of the schemes. */
export function securityOf(policy: Policy): SecurityRequirement[] {
  if (policy.kind === 'anyone') return []
  const requirements = alternativesOf(policy).flatMap((scopes) =>
    SECURITY_SCHEMES.map((scheme) => ({ [scheme]: scopes })),
  )
  return policy.kind === 'guest' ? [{}, ...requirements] : requirements
}

/** What a policy demands, in a sentence of Markdown. */
export function describePolicy(policy: Policy): string {
  if (policy.kind === 'anyone') return '**Access:** anyone.'
  if (policy.kind === 'guest') return '**Access:** anyone; a token that is sent must be good.'
  return `**Access:** ${demandOf(policy)}.`
}

/** Every scope and permission that a policy names. */
export function namesIn(policy: Policy): string[] {
  switch (policy.kind) {
    case 'scopes':
    case 'permissions':
      return [...policy.all]
    case 'anyScope':
    case 'anyPermission':
      return [...policy.any]
    case 'and':
      return policy.policies.flatMap(namesIn)
    case 'anyone':
    case 'guest':
    case 'signedIn':
      return []
    default:
      return policy satisfies never
  }
}

// Permissions are assigned, not asked for, so only scopes are listed.
function alternativesOf(policy: Policy): string[][] {
  switch (policy.kind) {
    case 'scopes':
      return [[...policy.all]]
    case 'anyScope':
      return policy.any.map((scope) => [scope])
    case 'and': {
      let combined: string[][] = [[]]
      for (const part of policy.policies) {
        combined = combined.flatMap((left) => alternativesOf(part).map((right) => [...new Set([...left, ...right])]))
      }
      return combined
    }
    case 'anyone':
    case 'guest':
    case 'signedIn':
    case 'permissions':
    case 'anyPermission':
      return [[]]
    default:
      return policy satisfies never
  }
}

function demandOf(policy: Policy): string {
  switch (policy.kind) {
    case 'scopes':
      return `scope ${list(policy.all, 'and')}`
    case 'anyScope':
      return `scope ${list(policy.any, 'or')}`
    case 'permissions':
      return `permission ${list(policy.all, 'and')}`
    case 'anyPermission':
      return `permission ${list(policy.any, 'or')}`
    case 'and':
      return policy.policies.map(demandOf).join(', and ')
    case 'signedIn':
      return 'any good token'
    case 'anyone':
    case 'guest':
      return 'anyone'
    default:
      return policy satisfies never
  }
}

function list(names: readonly string[], conjunction: 'and' | 'or'): string {
  return names.map((name) => `\`${name}\``).join(` ${conjunction} `)
}
