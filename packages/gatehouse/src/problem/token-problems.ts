// The problems of access tokens and of the keys that verify them.
import type { Problem } from './row.ts'

/** The rows of these problems by code. */
export const TOKEN_PROBLEMS = {
  token_ambiguous: {
    status: 400,
    title: 'Ambiguous access token',
    detail: 'Send exactly one Authorization header with exactly one token.',
    challenge: 'invalid_request',
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
    detail: 'The token is not a signed JWT. Auth0 issues an opaque token when the request names no audience.',
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
    detail: 'The signature of the token is not valid.',
    challenge: 'invalid_token',
  },
  token_issuer: {
    status: 401,
    title: 'Issuer not accepted',
    detail: 'The token was not issued by the tenant of this API.',
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
    detail:
      'The token is valid, but it is not an access token of a user, a machine or an agent. It may be an id token.',
    challenge: 'invalid_token',
  },
  token_revoked: {
    status: 401,
    title: 'Access token revoked',
    detail: 'The token was revoked before it expired: get a new one.',
    challenge: 'invalid_token',
  },
  header_too_large: {
    status: 431,
    title: 'Header too large',
    detail: 'A header of the request is too large: a token may have 16 KiB, all cookies together 64 KiB.',
  },
  keys_unavailable: {
    status: 503,
    title: 'Signing keys unavailable',
    detail: 'The signing keys of the tenant are not available at the moment, so the gateway cannot verify tokens.',
  },
} as const satisfies Record<string, Problem>
