// Translates a policy into OpenAPI 3.1 (Security Requirement Object) and into a sentence for people.
import type { Policy, SignatureScheme } from '../access/index.ts'

/** The security schemes of the document, by name: Auth0's four ways to log in. */
const SECURITY_SCHEMES = ['implicit', 'authorizationCode', 'password', 'openIdConnect'] as const

/** The schemes that give a machine its token, without a login. */
const MACHINE_SCHEMES = ['openIdConnect'] as const

/** The signatures of webhooks: the name of their security scheme, who signs, and the header that has the signature. */
export const SIGNATURES = {
  standardWebhooks: {
    scheme: 'standardWebhookSignature',
    sender: 'a sender of Standard Webhooks',
    header: 'webhook-signature',
  },
  stripe: { scheme: 'stripeSignature', sender: 'Stripe', header: 'Stripe-Signature' },
  github: { scheme: 'githubSignature', sender: 'GitHub', header: 'X-Hub-Signature-256' },
  slack: { scheme: 'slackSignature', sender: 'Slack', header: 'X-Slack-Signature' },
  auth0Events: { scheme: 'auth0EventToken', sender: 'the event stream of Auth0', header: 'Authorization' },
} as const satisfies Record<
  SignatureScheme,
  { readonly scheme: string; readonly sender: string; readonly header: string }
>

/** One alternative of an operation's security: schemes and the scopes of each. */
export type SecurityRequirement = Record<string, string[]>

/** The `security` of an operation: its alternatives, each with any of the schemes. */
export function securityOf(policy: Policy): SecurityRequirement[] {
  if (policy.kind === 'anyone') return []
  if (policy.kind === 'signedBy') return [{ [SIGNATURES[policy.scheme].scheme]: [] }]
  if (policy.kind === 'or') return withoutRepetition(policy.policies.flatMap(securityOf))
  const schemes = isForMachines(policy) ? MACHINE_SCHEMES : SECURITY_SCHEMES
  const requirements = alternativesOf(policy).flatMap((scopes) => schemes.map((scheme) => ({ [scheme]: scopes })))
  return policy.kind === 'guest' ? [{}, ...requirements] : requirements
}

/** Describes a policy in a sentence of Markdown. */
export function describePolicy(policy: Policy): string {
  if (policy.kind === 'anyone') return '**Access:** anyone.'
  if (policy.kind === 'guest') return '**Access:** anyone; a token that is sent must be good.'
  return `**Access:** ${demandOf(policy)}.`
}

/** Returns every scope and permission that a policy names. */
export function namesIn(policy: Policy): string[] {
  switch (policy.kind) {
    case 'scopes':
    case 'permissions':
      return [...policy.all]
    case 'anyScope':
    case 'anyPermission':
      return [...policy.any]
    case 'and':
    case 'or':
      return policy.policies.flatMap(namesIn)
    case 'anyone':
    case 'guest':
    case 'signedIn':
    case 'user':
    case 'machine':
    case 'signedBy':
    case 'emailRequired':
    case 'organization':
    case 'recentLogin':
    case 'mfa':
    case 'actor':
    case 'directly':
    case 'agent':
    case 'claim':
      return []
    default:
      return policy satisfies never
  }
}

function isForMachines(policy: Policy): boolean {
  if (policy.kind === 'and') return policy.policies.some(isForMachines)
  return policy.kind === 'or' ? policy.policies.every(isForMachines) : policy.kind === 'machine'
}

function withoutRepetition(requirements: readonly SecurityRequirement[]): SecurityRequirement[] {
  return [...new Map(requirements.map((requirement) => [JSON.stringify(requirement), requirement])).values()]
}

/** Returns the scopes of each alternative of a policy. Permissions are assigned and not requested, so only scopes are listed. */
export function alternativesOf(policy: Policy): string[][] {
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
    case 'or':
      return policy.policies.flatMap(alternativesOf)
    case 'anyone':
    case 'guest':
    case 'signedIn':
    case 'user':
    case 'machine':
    case 'signedBy':
    case 'emailRequired':
    case 'organization':
    case 'permissions':
    case 'anyPermission':
    case 'recentLogin':
    case 'mfa':
    case 'actor':
    case 'directly':
    case 'agent':
    case 'claim':
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
      return policy.policies.map(partOf).join(', and ')
    case 'or':
      return policy.policies.map(partOf).join(', or ')
    case 'signedIn':
      return 'any good token'
    case 'user':
      return 'the token of a user'
    case 'machine':
      return 'the token of a machine'
    case 'signedBy':
      return `a signature of ${SIGNATURES[policy.scheme].sender}`
    case 'emailRequired':
      return 'a token that says the email address of its user'
    case 'organization':
      return policy.any.length === 0
        ? 'a token for an organization'
        : `a token for organization ${list(policy.any, 'or')}`
    case 'recentLogin':
      return `a login that is at most ${ageInWords(policy.withinSeconds)} old`
    case 'mfa':
      return `a login with a second factor that is at most ${ageInWords(policy.withinSeconds)} old`
    case 'actor':
      return policy.any.length === 0
        ? 'a token with which somebody acts for its subject'
        : `a token with which ${list(policy.any, 'or')} acts for its subject`
    case 'directly':
      return 'a token with which nobody acts for its subject'
    case 'agent':
      return 'the token of an AI agent, for itself or for a user'
    case 'claim':
      return `a token whose claim \`${policy.name}\` ${policy.test.kind === 'includes' ? 'includes' : 'is'} \`${policy.test.value}\``
    case 'anyone':
    case 'guest':
      return 'anyone'
    default:
      return policy satisfies never
  }
}

// A combination within another one needs brackets.
function partOf(policy: Policy): string {
  return 'policies' in policy ? `(${demandOf(policy)})` : demandOf(policy)
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

// In the largest unit that it is a whole number of.
function ageInWords(seconds: number): string {
  const [unit, size] = UNITS.find(([, one]) => seconds % one === 0) ?? UNITS[3]
  const count = seconds / size
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function list(names: readonly string[], conjunction: 'and' | 'or'): string {
  return names.map((name) => `\`${name}\``).join(` ${conjunction} `)
}
