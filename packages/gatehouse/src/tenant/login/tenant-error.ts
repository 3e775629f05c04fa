// Finds out whether an error of oauth4webapi is a refusal of the tenant.
import * as oauth from 'oauth4webapi'
import { TenantRefusal } from './tenant-refusal.ts'

/** The errors of oauth4webapi for a well-formed response that does not belong to this login. */
const UNFIT: ReadonlySet<string | undefined> = new Set([
  oauth.INVALID_RESPONSE,
  oauth.JWT_CLAIM_COMPARISON,
  oauth.JWT_TIMESTAMP_CHECK,
])

/** Returns the refusal; `null` for an outage. */
export function refusalOf(cause: unknown): TenantRefusal | null {
  if (cause instanceof oauth.AuthorizationResponseError) return new TenantRefusal(cause.error, cause.error_description)
  // 429 refuses every login at the moment, and not this one.
  if (cause instanceof oauth.ResponseBodyError && cause.status !== 429)
    return new TenantRefusal(cause.error, cause.error_description)
  // RFC 6749 §5.2: 401 with a challenge says that the client authentication failed.
  if (cause instanceof oauth.WWWAuthenticateChallengeError && cause.status === 401)
    return new TenantRefusal('invalid_client', undefined, cause)
  if (cause instanceof oauth.OperationProcessingError && UNFIT.has(cause.code))
    return new TenantRefusal('invalid_response', 'The answer of the tenant does not fit this login.')
  return null
}
