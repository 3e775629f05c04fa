// Judges when and how a user logged in, from the claims of a verified token (RFC 9068 §2.2.1), and says what a new login must satisfy
// (RFC 9470). Nothing here runs for a policy that asks for neither.
import { CLOCK_TOLERANCE_SECONDS } from './claims.ts'
import type { Claims } from './json.ts'
import type { Policy } from './policy.ts'

/** The `acr` of a login with a second factor, as OpenID named it. Auth0 takes it in `acr_values`. */
export const MULTI_FACTOR_ACR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor'

/** The method of a login with several factors (RFC 8176 §2). */
const MULTI_FACTOR_METHOD = 'mfa'

/** The facts that a login is judged by. */
export interface AuthenticationTerms {
  /** The prefix of the tenant's custom claims: Auth0 lets no Action set `auth_time`, `acr` and `amr` themselves. */
  readonly claimNamespace: () => string | null
  /** Seconds since the epoch. */
  readonly nowSeconds: () => number
}

/** What a new login must satisfy: the parameters of an authorization request (RFC 9470 §4). */
export interface AuthenticationDemand {
  /** `max_age`: how many seconds the login may be old. */
  readonly maxAgeSeconds?: number
  /** `acr_values` */
  readonly acrValues?: readonly string[]
}

/** Returns whether a user logged in at most so many seconds ago. A missing or malformed time, and one in the future, is no login. */
export function isRecentLogin(claims: Claims, withinSeconds: number, terms: AuthenticationTerms): boolean {
  const time = authenticationClaim(claims, 'auth_time', terms.claimNamespace())
  if (typeof time !== 'number' || !Number.isSafeInteger(time)) return false
  const age = terms.nowSeconds() - time
  return age >= -CLOCK_TOLERANCE_SECONDS && age <= withinSeconds + CLOCK_TOLERANCE_SECONDS
}

/** Returns whether a login had a second factor: by `acr`, or by `amr` (RFC 8176 §2). */
export function isMultiFactor(claims: Claims, { claimNamespace }: AuthenticationTerms): boolean {
  const namespace = claimNamespace()
  if (authenticationClaim(claims, 'acr', namespace) === MULTI_FACTOR_ACR) return true
  const methods = authenticationClaim(claims, 'amr', namespace)
  if (!Array.isArray(methods) || !methods.every((method) => typeof method === 'string')) return false
  return methods.includes(MULTI_FACTOR_METHOD)
}

/** Returns a claim about a login: under the tenant's prefix, else under its own name. */
export function authenticationClaim(
  claims: Claims,
  name: 'auth_time' | 'acr' | 'amr',
  namespace: string | null,
): unknown {
  const prefixed = `${namespace}/${name}`
  if (namespace !== null && Object.hasOwn(claims, prefixed)) return claims[prefixed]
  return Object.hasOwn(claims, name) ? claims[name] : undefined
}

/**
 * Returns what a login must satisfy for every part of a policy, so that one new login is enough. Of alternatives, it is that of the first
 * one that asks for a login, because a caller is refused as the first one refuses.
 */
export function authenticationDemandOf(policy: Policy): AuthenticationDemand {
  if (policy.kind === 'recentLogin') return { maxAgeSeconds: policy.withinSeconds }
  if (policy.kind === 'mfa') return { maxAgeSeconds: policy.withinSeconds, acrValues: [MULTI_FACTOR_ACR] }
  if (!('policies' in policy)) return {}
  const demands = policy.policies.map(authenticationDemandOf)
  if (policy.kind === 'and') return demands.reduce(joined, {})
  return demands.find(({ maxAgeSeconds }) => maxAgeSeconds !== undefined) ?? {}
}

function joined(one: AuthenticationDemand, other: AuthenticationDemand): AuthenticationDemand {
  const ages = [one.maxAgeSeconds, other.maxAgeSeconds].filter((age) => age !== undefined)
  const acrValues = one.acrValues ?? other.acrValues
  return { ...(ages.length > 0 && { maxAgeSeconds: Math.min(...ages) }), ...(acrValues && { acrValues }) }
}
