// Reads who acts for the subject of a verified token (RFC 8693 §4.1).
import { type Claims, isRecord } from './json.ts'

/** How many actors a chain may have: as many as Auth0 writes. A longer chain is refused by every policy about actors. */
const ACTORS_MAX = 5

/** An application, a service or an AI agent that acts for the subject of a token. */
export interface Actor {
  /** The `sub` of the actor. */
  readonly id: string
  /** Whether it is an AI agent of the tenant. */
  readonly isAgent: boolean
}

/**
 * Returns who acts for the subject of a token: the current actor, and then the actors before it. Only the current one may decide about access
 * (RFC 8693 §4.1); the others are for a log. It is empty for a token without an actor.
 *
 * @param principal the caller, or anything else with the claims of a verified token
 * @returns `null` for a claim `act` that is malformed, or has more than five actors
 *
 * @example
 * import { actorsOf, type Principal } from 'gatehouse/access'
 *
 * export function actorForLog(principal: Principal): string {
 *   return actorsOf(principal)?.[0]?.id ?? 'nobody'
 * }
 */
export function actorsOf({ claims }: { readonly claims: Claims }): readonly Actor[] | null {
  const actors: Actor[] = []
  let holder = claims
  while (Object.hasOwn(holder, 'act')) {
    const { act } = holder
    if (!isRecord(act) || actors.length === ACTORS_MAX) return null
    const { sub, sub_profile: profile } = act
    if (typeof sub !== 'string' || sub === '') return null
    if (profile !== undefined && typeof profile !== 'string') return null
    actors.push({ id: sub, isAgent: profile?.split(' ').includes('ai_agent') ?? sub.startsWith('agt_') })
    holder = act
  }
  return actors
}
