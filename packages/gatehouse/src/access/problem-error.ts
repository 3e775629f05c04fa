// The one error of everything that says no: a closed union of codes, thrown here and turned into an HTTP answer by
// packages/gatehouse/src/problem/problem.ts. It carries facts for the answer, never a claim, a key or a token.

/** Every code a client can be refused with. Adding one makes the table in `packages/gatehouse/src/problem/problem.ts` fail to compile until it is there too. */
export type ProblemCode =
  | 'request_invalid'
  | 'token_ambiguous'
  | 'login_failed'
  | 'token_missing'
  | 'token_malformed'
  | 'token_algorithm'
  | 'token_key_unknown'
  | 'token_signature'
  | 'token_issuer'
  | 'token_audience'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_not_access'
  | 'proof_required'
  | 'bound_token_required'
  | 'proof_invalid'
  | 'proof_replayed'
  | 'proof_nonce'
  | 'session_expired'
  | 'origin_forbidden'
  | 'https_required'
  | 'scope_missing'
  | 'permission_missing'
  | 'email_missing'
  | 'user_required'
  | 'machine_required'
  | 'organization_required'
  | 'route_not_found'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'body_too_large'
  | 'media_type_unsupported'
  | 'content_encoding_unsupported'
  | 'rate_limited'
  | 'header_too_large'
  | 'internal'
  | 'service_failed'
  | 'service_unavailable'
  | 'keys_unavailable'
  | 'proofs_unavailable'
  | 'tenant_unavailable'
  | 'not_configured'
  | 'service_timeout'

/** One thing wrong with a request: `in` is where (`body`, `query`, `path`, `header`), `path` is the field inside it. */
export interface InvalidField {
  readonly in: string
  readonly path: string
  readonly message: string
}

/** Why a token was refused, for whoever develops against the API. It may quote claims, so it is never made in production. */
export interface Explanation {
  readonly expected: string
  readonly found: string
  /** Where README.md says what to do about it. */
  readonly readme: string
}

/** Facts that the answer may show, by what the code needs. */
export interface ProblemDetails {
  /** A sentence for the client in place of the table's. It must not hold anything taken from a token. */
  readonly detail?: string
  /** The scopes or permissions that the route demands (RFC 6750 §3, `scope`). */
  readonly required?: readonly string[]
  /** What a token has to be asked for with, said to whoever has shown no good one (RFC 6750 §3, `scope`). */
  readonly scope?: readonly string[]
  /** What is wrong with the request, for `request_invalid`. */
  readonly errors?: readonly InvalidField[]
  /** The methods that the path does answer, for `method_not_allowed` (RFC 9110 §15.5.6). */
  readonly allow?: readonly string[]
  /** The media types that the operation takes, for `media_type_unsupported` (RFC 9110 §15.5.16). */
  readonly accept?: readonly string[]
  /** Whole seconds until another try makes sense (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number
  /** Whether proofs of possession are taken here or demanded, so that the challenge says so (RFC 9449 §7.1). */
  readonly dpop?: 'allowed' | 'required'
  /** What the next proof is to hold, in the header `DPoP-Nonce` (RFC 9449 §8). */
  readonly nonce?: string
  /** In development only. */
  readonly explanation?: Explanation
  /** What happened underneath; logged for outages, never shown. */
  readonly cause?: unknown
}

/**
 * Thrown whenever a request can't be served as asked.
 *
 * @example
 * throw new ProblemError('scope_missing', { required: ['read:payments'] })
 */
export class ProblemError extends Error {
  override readonly name = 'Refusal'
  readonly code: ProblemCode
  readonly facts: ProblemDetails

  constructor(code: ProblemCode, facts: ProblemDetails = {}) {
    super(code, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = code
    this.facts = facts
  }

  /** The same refusal with more facts. */
  with(facts: ProblemDetails): ProblemError {
    return new ProblemError(this.code, { ...this.facts, ...facts })
  }
}
