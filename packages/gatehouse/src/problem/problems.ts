// What each code answers: status, title, a sentence, and the `error` of its challenge. The union of codes is closed, and so is
// this table.
import type { ProblemCode } from '../access/index.ts'

/** The `error` of a challenge (RFC 6750 §3.1, RFC 9449 §7.1). */
export type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'

/** What a code answers. */
export interface Problem {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 431 | 500 | 502 | 503 | 504
  readonly title: string
  readonly detail: string
  /** RFC 6750 §3.1: the `error` of the challenge; `null` for a challenge without one, as when no token was sent. */
  readonly challenge?: ChallengeError | null
}

/** What each code answers. */
export const PROBLEMS = {
  request_invalid: {
    status: 400,
    title: 'Invalid request',
    detail: 'The request does not fit what the operation expects.',
  },
  token_ambiguous: {
    status: 400,
    title: 'Ambiguous access token',
    detail: 'Send exactly one Authorization header with exactly one token.',
    challenge: 'invalid_request',
  },
  login_failed: {
    status: 400,
    title: 'Login failed',
    detail: 'This browser has begun no such login, or too long ago: start again at /auth/login.',
  },
  token_missing: {
    status: 401,
    title: 'Access token missing',
    detail: 'This operation needs an access token: Authorization: Bearer <token>.',
    challenge: null,
  },
  token_malformed: {
    status: 401,
    title: 'Malformed access token',
    detail: 'The token is no signed JWT. An opaque token is what Auth0 gives when no audience was asked for.',
    challenge: 'invalid_token',
  },
  token_algorithm: {
    status: 401,
    title: 'Algorithm not accepted',
    detail: 'The token is signed with an algorithm that is not accepted.',
    challenge: 'invalid_token',
  },
  token_key_unknown: {
    status: 401,
    title: 'Unknown signing key',
    detail: 'The token names no key of the tenant.',
    challenge: 'invalid_token',
  },
  token_signature: {
    status: 401,
    title: 'Bad signature',
    detail: 'The signature of the token does not hold.',
    challenge: 'invalid_token',
  },
  token_issuer: {
    status: 401,
    title: 'Issuer not accepted',
    detail: 'The token was issued by somebody else than the tenant of this API.',
    challenge: 'invalid_token',
  },
  token_audience: {
    status: 401,
    title: 'Audience not accepted',
    detail: 'The token was issued for another API.',
    challenge: 'invalid_token',
  },
  token_expired: {
    status: 401,
    title: 'Access token expired',
    detail: 'The token has expired.',
    challenge: 'invalid_token',
  },
  token_not_yet_valid: {
    status: 401,
    title: 'Access token not yet valid',
    detail: 'The token is not valid yet.',
    challenge: 'invalid_token',
  },
  token_not_access: {
    status: 401,
    title: 'Not an access token',
    detail: 'The token is genuine but no access token of a user, a machine or an agent: an id token, for example.',
    challenge: 'invalid_token',
  },
  proof_required: {
    status: 401,
    title: 'Token bound to a key',
    detail: 'The token is bound to a key or a certificate of its client, and the request does not show it.',
    challenge: 'invalid_token',
  },
  bound_token_required: {
    status: 401,
    title: 'Token not bound to a key',
    detail: 'Only tokens that are bound to a key of their client are taken here (DPoP).',
    challenge: 'invalid_token',
  },
  proof_invalid: {
    status: 401,
    title: 'Bad proof of possession',
    detail: 'The DPoP proof is missing, or does not fit the request, the token or its key.',
    challenge: 'invalid_dpop_proof',
  },
  proof_replayed: {
    status: 401,
    title: 'Proof used before',
    detail: 'The DPoP proof was used before; make a new one for every request.',
    challenge: 'invalid_dpop_proof',
  },
  proof_nonce: {
    status: 401,
    title: 'Nonce needed',
    detail: 'The DPoP proof must hold the nonce that the header DPoP-Nonce of this answer gives.',
    challenge: 'use_dpop_nonce',
  },
  session_expired: {
    status: 401,
    title: 'No session',
    detail: 'Nobody is logged in here, or not any more: log in at /auth/login.',
    challenge: null,
  },
  origin_forbidden: {
    status: 403,
    title: 'Not from this origin',
    detail: 'The session is good only for requests that a browser sends from a page of this very origin.',
    challenge: null,
  },
  https_required: {
    status: 400,
    title: 'Only over https',
    detail:
      'This address is answered over https alone. Whoever listened has read a token or a cookie that was sent: get new ones.',
  },
  scope_missing: {
    status: 403,
    title: 'Scope missing',
    detail: 'The token lacks a scope that this operation demands.',
    challenge: 'insufficient_scope',
  },
  permission_missing: {
    status: 403,
    title: 'Permission missing',
    detail: 'The token lacks a permission that this operation demands.',
    challenge: 'insufficient_scope',
  },
  email_missing: {
    status: 403,
    title: 'Email missing',
    detail: 'This operation needs a token that says the email address of its user.',
    challenge: 'insufficient_scope',
  },
  user_required: {
    status: 403,
    title: 'User required',
    detail: 'This operation is for people: it needs the token of a user, not of a machine or an agent.',
    challenge: 'insufficient_scope',
  },
  machine_required: {
    status: 403,
    title: 'Machine required',
    detail: 'This operation is for applications on their own behalf: it needs a token by client credentials.',
    challenge: 'insufficient_scope',
  },
  organization_required: {
    status: 403,
    title: 'Organization required',
    detail: 'This operation needs a token for an organization, and for one that may do this.',
    challenge: 'insufficient_scope',
  },
  route_not_found: { status: 404, title: 'Unknown route', detail: 'There is no operation at this path.' },
  not_found: { status: 404, title: 'Not found', detail: 'There is nothing with this id that you may see.' },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'The path exists, but not with this method; the Allow header says with which.',
  },
  conflict: { status: 409, title: 'Conflict', detail: 'The request contradicts what is already there.' },
  body_too_large: { status: 413, title: 'Body too large', detail: 'The body is larger than this operation takes.' },
  media_type_unsupported: {
    status: 415,
    title: 'Media type not supported',
    detail: 'The operation does not take a body of this media type; the documentation says which it takes.',
  },
  content_encoding_unsupported: {
    status: 415,
    title: 'Content encoding not supported',
    detail: 'Send the body as it is: a compressed body is not taken, so leave Content-Encoding out.',
  },
  rate_limited: { status: 429, title: 'Too many requests', detail: 'Slow down; Retry-After says until when.' },
  header_too_large: {
    status: 431,
    title: 'Header too large',
    detail: 'A header of the request is larger than the gateway reads: 16 KiB of a token, 64 KiB of cookies.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong here. The request id leads to the log.',
  },
  service_failed: { status: 502, title: 'Service failed', detail: 'The service behind this route failed.' },
  service_unavailable: {
    status: 503,
    title: 'Service unavailable',
    detail: 'The service behind this route is not running.',
  },
  keys_unavailable: {
    status: 503,
    title: 'Signing keys unavailable',
    detail: 'The signing keys of the tenant can not be had at the moment, so no token can be judged.',
  },
  proofs_unavailable: {
    status: 503,
    title: 'Proofs unavailable',
    detail: 'Whether the DPoP proof was used before can not be told at the moment.',
  },
  tenant_unavailable: {
    status: 503,
    title: 'Tenant unavailable',
    detail: 'The tenant, where people log in, can not be reached at the moment.',
  },
  not_configured: {
    status: 503,
    title: 'Not configured',
    detail: 'The gateway lacks the configuration that this route needs; its log says which.',
  },
  service_timeout: { status: 504, title: 'Service timeout', detail: 'The service behind this route took too long.' },
} as const satisfies Record<ProblemCode, Problem>
