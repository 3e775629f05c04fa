// Defines the tokens that lack exactly what one part of a policy requires, for the contract suite.
import { MULTI_FACTOR_ACR } from '../access/index.ts'
import { type Access, AMR_CLAIM, AUTH_TIME_CLAIM, EMAIL_CLAIM, type Order, secondsAgo } from './credentials.ts'

/** What a token lacks of what one part requires, in words. */
type Lacking = readonly (readonly [code: string, order: Order, how?: string])[]

/** Tokens that lack exactly what one part requires, by the kind of that part, and the code that refuses them. */
export const LACKING: Readonly<Record<string, (part: Access, parts: readonly Access[]) => Lacking>> = {
  user: () => [
    ['user_required', { user: undefined, client: 'local-machine', claims: { [EMAIL_CLAIM]: 'machine@example.com' } }],
  ],
  machine: () => [['machine_required', { client: undefined }]],
  emailRequired: () => [['email_missing', { claims: { [EMAIL_CLAIM]: null } }]],
  organization: () => [['organization_required', { claims: { org_id: null } }]],
  recentLogin: ({ withinSeconds = 0 }) => lackingLogin(withinSeconds),
  mfa: ({ withinSeconds = 0 }) => [
    ...lackingLogin(withinSeconds),
    [LOGIN, { claims: { [AMR_CLAIM]: ['pwd'] } }, 'one factor alone'],
    [LOGIN, { claims: { [AMR_CLAIM]: 'mfa' } }, 'a malformed claim about its factors'],
  ],
  actor: () => [
    ['actor_required', { claims: { act: null } }, 'no actor'],
    ['actor_required', { claims: { act: { sub: 7 } } }, 'a malformed actor'],
    ['actor_required', { claims: { act: chainOf(ACTORS_TOO_MANY) } }, 'a chain of six actors'],
  ],
  directly: () => [['actor_forbidden', { claims: { act: { sub: 'somebody' } } }, 'an actor']],
  agent: (_, parts) => [
    [
      'agent_required',
      { claims: { act: { sub: actorsIn(parts)[0] ?? 'somebody', sub_profile: 'service' } } },
      'an actor that is no agent',
    ],
  ],
  claim: ({ name = '' }) => [
    ['claim_missing', { claims: { [name]: null } }, 'no such claim'],
    ['claim_missing', { claims: { [name]: { admin: true } } }, 'a claim of another type'],
  ],
}

/** The policies that no other caller than a user satisfies. */
export const FOR_USERS = ['user', 'recentLogin', 'mfa']
export const LOGIN = 'insufficient_user_authentication'
const ACTORS_TOO_MANY = 6

function lackingLogin(withinSeconds: number): Lacking {
  return [
    [LOGIN, { claims: { [AUTH_TIME_CLAIM]: secondsAgo(withinSeconds + 60) } }, 'a login that is too old'],
    [LOGIN, { claims: { [AUTH_TIME_CLAIM]: null } }, 'no time of its login'],
    [LOGIN, { claims: { [AUTH_TIME_CLAIM]: secondsAgo(-3_600) } }, 'a login in the future'],
  ]
}

export function actorsIn(parts: readonly Access[]): readonly string[] {
  return parts.find(({ kind }) => kind === 'actor')?.any ?? []
}

// RFC 9470 §3: one new login is enough for every part.
export function challengeOf(parts: readonly Access[]): string {
  const ages = parts.flatMap(({ withinSeconds = [] }) => withinSeconds)
  const acr = parts.some(({ kind }) => kind === 'mfa') ? `, acr_values="${MULTI_FACTOR_ACR}"` : ''
  return `max_age="${Math.min(...ages)}"${acr}`
}

function chainOf(length: number): object {
  return { sub: 'agt_1', ...(length > 1 && { act: chainOf(length - 1) }) }
}
