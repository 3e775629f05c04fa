// Defines the errors of the token endpoint, with Auth0's status for each: 401 for a client whose authentication fails, 403 for a grant
// that is refused, 400 for a malformed request.

const STATUS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 403,
  unauthorized_client: 403,
  unsupported_grant_type: 403,
  access_denied: 403,
  // Proofs of possession (RFC 9449 §5, §8).
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  // The device flow (RFC 8628 §3.5).
  authorization_pending: 403,
  expired_token: 403,
  slow_down: 429,
} as const

export type OAuthErrorCode = keyof typeof STATUS

/** Thrown inside the token endpoint; its handler writes the response. */
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
