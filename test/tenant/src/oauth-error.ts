// The errors of the token endpoint, with Auth0's status for each: 401 for a client that can't prove itself, 403 for a
// grant that is refused, 400 for a request that makes no sense.

import type { TenantRequest } from './tenant.ts'

const STATUS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 403,
  unauthorized_client: 403,
  unsupported_grant_type: 403,
  access_denied: 403,
} as const

export type OAuthErrorCode = keyof typeof STATUS

/** Thrown inside the token endpoint, written by its handler. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode
  readonly status: (typeof STATUS)[OAuthErrorCode]

  constructor(code: OAuthErrorCode, description: string, status: (typeof STATUS)[OAuthErrorCode] = STATUS[code]) {
    super(description)
    this.name = 'OAuthError'
    this.code = code
    this.status = status
  }

  toJSON(): { error: OAuthErrorCode; error_description: string } {
    return { error: this.code, error_description: this.message }
  }
}

/** Writes an OAuthError; anything else is thrown again. */
export function showOAuthError(c: TenantRequest, cause: unknown) {
  if (!(cause instanceof OAuthError)) throw cause
  if (cause.status === 401) c.header('www-authenticate', 'Basic realm="oauth/token"')
  return c.json(cause.toJSON(), cause.status)
}
