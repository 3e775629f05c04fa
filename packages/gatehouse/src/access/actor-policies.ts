// Defines the policies about actors: who acts for the subject of a token, if anybody does (RFC 8693 §4.1).
import type { Policy } from './policy.ts'

/**
 * Requires a good token with which one of these acts for its subject, or anybody when none is named. Only the current actor counts, which is
 * the outermost claim `act`. Any other token, and one with a malformed chain or one of more than five actors, is refused with 403
 * `actor_required`.
 *
 * @param any the `sub` of each actor: of Auth0 the id of an application, or of an agent
 * @throws TypeError for an empty name
 *
 * @example
 * import { actor, and, user } from 'gatehouse/access'
 *
 * export const access = and(user(), actor('agt_travel-desk'))
 */
export function actor(...any: readonly string[]): Policy {
  if (any.includes('')) throw new TypeError('actor(...) takes no empty name: without a name it takes every actor')
  return { kind: 'actor', any }
}

/**
 * Requires a good token with which its subject acts directly: nobody acts for it. Any token with a claim `act` is refused with 403
 * `actor_forbidden`.
 *
 * @example
 * import { and, directly, user } from 'gatehouse/access'
 *
 * export const access = and(user(), directly())
 */
export function directly(): Policy {
  return { kind: 'directly' }
}

/**
 * Requires a good token of an AI agent of the tenant, which acts for itself or, as the outermost `act`, for a user. Any other token is refused
 * with 403 `agent_required`.
 *
 * @example
 * import { agent, and, scopes, user } from 'gatehouse/access'
 *
 * export const access = and(user(), agent(), scopes('read:calendars'))
 */
export function agent(): Policy {
  return { kind: 'agent' }
}
