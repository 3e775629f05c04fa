// The problems of access tokens and of the keys that they are checked with.
import { SET_TOKEN_LIFETIME, SIGN_WITH_RS256, sentence } from './dashboard-remedies.ts'
import type { Problem } from './row.ts'

/** What each code answers and means. */
export const TOKEN_PROBLEMS = {
  token_ambiguous: {
    status: 400,
    title: 'Ambiguous access token',
    detail: 'Send exactly one Authorization header with exactly one token.',
    why: 'The request holds more than one token, or one token in two places.',
    remedy: 'Send one token: in `Authorization`, or among the subprotocols of a WebSocket.',
    challenge: 'invalid_request',
  },
  token_missing: {
    status: 401,
    title: 'Access token missing',
    detail: 'This operation needs an access token: Authorization: Bearer <token>.',
    why: 'The header `Authorization` holds no token. The gateway never reads a token from the address.',
    remedy: 'Log in, and send `Authorization: Bearer <token>`. A public or guest route needs no token.',
    challenge: null,
  },
  token_malformed: {
    status: 401,
    title: 'Malformed access token',
    detail: 'The token is no signed JWT. An opaque token is what Auth0 gives when no audience was asked for.',
    why: 'The token is no signed JWT with the claims of an access token. A token of one or five parts is opaque or encrypted; the text `undefined` shows that the client had no token yet.',
    remedy:
      'Send `audience=<AUTH0_AUDIENCE>` to `/authorize` or `/oauth/token`, or set a default audience in the settings of the tenant. Then get a new token.',
    challenge: 'invalid_token',
  },
  token_algorithm: {
    status: 401,
    title: 'Algorithm not accepted',
    detail: 'The token is signed with an algorithm that is not accepted.',
    why: 'The gateway accepts RS256 and PS256, or what `GATEHOUSE_ALGORITHMS` lists. HS256 needs a shared secret and is never accepted.',
    remedy: `${sentence(SIGN_WITH_RS256)} Then get a new token.`,
    challenge: 'invalid_token',
  },
  token_key_unknown: {
    status: 401,
    title: 'Unknown signing key',
    detail: 'The token names no key of the tenant.',
    why: 'The tenant does not list the key that signed the token: another tenant issued the token, or the key was revoked. After an emergency rotation it can last 30 seconds until the gateway knows the new key.',
    remedy: 'Get a new token from the tenant of this API.',
    challenge: 'invalid_token',
  },
  token_signature: {
    status: 401,
    title: 'Bad signature',
    detail: 'The signature of the token does not hold.',
    why: 'Header or payload differ from what was signed: somebody changed the token, or it was cut on its way.',
    remedy: 'Copy the whole token, or log in again.',
    challenge: 'invalid_token',
  },
  token_issuer: {
    status: 401,
    title: 'Issuer not accepted',
    detail: 'The token was issued by somebody else than the tenant of this API.',
    why: 'The claim `iss` names no domain of `AUTH0_DOMAIN`. The token is of another tenant, or of a custom domain that is not listed there.',
    remedy:
      'List every domain that issues your tokens in `AUTH0_DOMAIN`, the one for logging in first. The issuer ends with a slash.',
    challenge: 'invalid_token',
  },
  token_audience: {
    status: 401,
    title: 'Audience not accepted',
    detail: 'The token was issued for another API.',
    why: 'The claim `aud` does not hold `AUTH0_AUDIENCE`. The comparison is exact: an identifier with a slash at its end is another one.',
    remedy: 'Ask for the token with `audience=<AUTH0_AUDIENCE>`, or correct `AUTH0_AUDIENCE`.',
    challenge: 'invalid_token',
  },
  token_expired: {
    status: 401,
    title: 'Access token expired',
    detail: 'The token has expired.',
    why: 'The time in the claim `exp` is more than five seconds ago. If the token is new, a clock is wrong.',
    remedy: `Get a new token with the refresh token, or log in again. For longer lifetimes: ${SET_TOKEN_LIFETIME}.`,
    challenge: 'invalid_token',
  },
  token_not_yet_valid: {
    status: 401,
    title: 'Access token not yet valid',
    detail: 'The token is not valid yet.',
    why: 'The time in the claim `nbf` or `iat` is more than five seconds ahead: the clocks of issuer and gateway differ.',
    remedy: 'Set the clock of the machine that runs the gateway or the issuer by NTP.',
    challenge: 'invalid_token',
  },
  token_not_access: {
    status: 401,
    title: 'Not an access token',
    detail: 'The token is genuine but no access token of a user, a machine or an agent: an id token, for example.',
    why: 'The token is an id token, the token of an anonymous session, or its `sub` does not show whose it is: the `sub` of a user holds a `|`, as Auth0 writes it, or the token has the claim `sub_profile` (`user`, `service`, `ai_agent`).',
    remedy: 'Send the `access_token` of the answer of the tenant, not the `id_token`.',
    challenge: 'invalid_token',
  },
  header_too_large: {
    status: 431,
    title: 'Header too large',
    detail: 'A header of the request is larger than the gateway reads: 16 KiB of a token, 64 KiB of cookies.',
    why: 'A token is larger than 16 KiB, the cookies are larger than 64 KiB, or the subprotocols of a WebSocket are larger than 20 KiB.',
    remedy: 'Put fewer claims into the token, or set fewer cookies on the host.',
  },
  keys_unavailable: {
    status: 503,
    title: 'Signing keys unavailable',
    detail: 'The signing keys of the tenant can not be had at the moment, so no token can be judged.',
    why: 'The gateway has no keys that are younger than the hard age (24 hours), and the tenant does not give it any.',
    remedy:
      'Try again after `Retry-After`. Operators: see the log lines `jwks_fetch_failed` and the status page of Auth0.',
  },
} as const satisfies Record<string, Problem>
