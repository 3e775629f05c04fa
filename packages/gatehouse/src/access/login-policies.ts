// Defines the policies about a login: how long ago it was, and whether it had a second factor (RFC 9470).
import type { Policy } from './policy.ts'

/** How long a second factor counts unless a route says otherwise: NIST SP 800-63B §4.2.3 asks for a new one after 12 hours. */
const MFA_MAX_AGE_SECONDS = 12 * 60 * 60

/** The longest `max_age` that the login of the gateway takes. */
const AGE_MAX_SECONDS = 999_999_999

/**
 * Requires a good token of a user who logged in at most so many seconds ago. The token says when in the claim `{claimNamespace}/auth_time`,
 * else `auth_time`, in seconds since the epoch. A renewed token keeps the time of its login.
 *
 * An older login, and a token that does not say when it was, is refused with 401 `insufficient_user_authentication`. The challenge names the
 * `max_age` to log in again with (RFC 9470 §3). Any other caller than a user is refused with 403 `user_required`.
 *
 * @param withinSeconds a whole number of seconds, at least one
 * @throws TypeError for any other number
 *
 * @example
 * import { and, recentLogin, scopes } from 'gatehouse/access'
 *
 * export const access = and(scopes('write:payees'), recentLogin(300))
 */
export function recentLogin(withinSeconds: number): Policy {
  return { kind: 'recentLogin', withinSeconds: checkedAge('recentLogin', withinSeconds) }
}

/**
 * Requires a good token of a user who logged in with a second factor, at most so many seconds ago. The token says it by the claim `acr` with
 * `http://schemas.openid.net/pape/policies/2007/06/multi-factor`, or by `amr` with `mfa` (RFC 8176 §2), and says when in `auth_time`; each
 * stands under `{claimNamespace}/` or under its own name. A second factor without a time does not count: tenants repeat it in every token of
 * a session, for as long as the session lasts.
 *
 * Any other login is refused with 401 `insufficient_user_authentication`. The challenge names the `max_age` and the `acr_values` to log in
 * again with (RFC 9470 §3). Any other caller than a user is refused with 403 `user_required`.
 *
 * @param withinSeconds a whole number of seconds, at least one. The default is 12 hours
 * @throws TypeError for any other number
 *
 * @example
 * import { and, mfa, permissions } from 'gatehouse/access'
 *
 * export const access = and(permissions('refund:payments'), mfa(900))
 */
export function mfa(withinSeconds: number = MFA_MAX_AGE_SECONDS): Policy {
  return { kind: 'mfa', withinSeconds: checkedAge('mfa', withinSeconds) }
}

/** Returns whether a value is the age that these policies take. */
export function isAge(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= AGE_MAX_SECONDS
}

function checkedAge(name: string, seconds: number): number {
  if (!isAge(seconds)) throw new TypeError(`${name}(...) takes a whole number of seconds, from 1 to ${AGE_MAX_SECONDS}`)
  return seconds
}
