// What documents the problems of access tokens and of the keys that they are checked with.
import { SET_TOKEN_LIFETIME, SIGN_WITH_RS256, sentence } from '../dashboard-remedies.ts'
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const TOKEN_DOCUMENTATION = {
  token_ambiguous: {
    why: 'The request holds more than one token, or one token in two places.',
    remedy: 'Send one token: in `Authorization`, or among the subprotocols of a WebSocket.',
  },
  token_missing: {
    why: 'The header `Authorization` holds no token. The gateway never reads a token from the address.',
    remedy: 'Log in, and send `Authorization: Bearer <token>`. A public or guest route needs no token.',
  },
  token_malformed: {
    why: 'The token is no signed JWT with the claims of an access token. A token of one or five parts is opaque or encrypted; the text `undefined` shows that the client had no token yet.',
    remedy:
      'Send `audience=<AUTH0_AUDIENCE>` to `/authorize` or `/oauth/token`, or set a default audience in the settings of the tenant. Then get a new token.',
  },
  token_algorithm: {
    why: 'The gateway accepts RS256 and PS256, or what `GATEHOUSE_ALGORITHMS` lists. HS256 needs a shared secret and is never accepted.',
    remedy: `${sentence(SIGN_WITH_RS256)} Then get a new token.`,
  },
  token_key_unknown: {
    why: 'The tenant does not list the key that signed the token: another tenant issued the token, or the key was revoked. After an emergency rotation it can last 30 seconds until the gateway knows the new key.',
    remedy: 'Get a new token from the tenant of this API.',
  },
  token_signature: {
    why: 'Header or payload differ from what was signed: somebody changed the token, or it was cut on its way.',
    remedy: 'Copy the whole token, or log in again.',
  },
  token_issuer: {
    why: 'The claim `iss` names no domain of `AUTH0_DOMAIN`. The token is of another tenant, or of a custom domain that is not listed there.',
    remedy:
      'List every domain that issues your tokens in `AUTH0_DOMAIN`, the one for logging in first. The issuer ends with a slash.',
  },
  token_audience: {
    why: 'The claim `aud` does not hold `AUTH0_AUDIENCE`. The comparison is exact: an identifier with a slash at its end is another one.',
    remedy: 'Ask for the token with `audience=<AUTH0_AUDIENCE>`, or correct `AUTH0_AUDIENCE`.',
  },
  token_expired: {
    why: 'The time in the claim `exp` is more than five seconds ago. If the token is new, a clock is wrong.',
    remedy: `Get a new token with the refresh token, or log in again. For longer lifetimes: ${SET_TOKEN_LIFETIME}.`,
  },
  token_not_yet_valid: {
    why: 'The time in the claim `nbf` or `iat` is more than five seconds ahead: the clocks of issuer and gateway differ.',
    remedy: 'Set the clock of the machine that runs the gateway or the issuer by NTP.',
  },
  token_not_access: {
    why: 'The token is an id token, the token of an anonymous session, or its `sub` does not show whose it is: the `sub` of a user holds a `|`, as Auth0 writes it, or the token has the claim `sub_profile` (`user`, `service`, `ai_agent`).',
    remedy: 'Send the `access_token` of the answer of the tenant, not the `id_token`.',
  },
  header_too_large: {
    why: 'A token is larger than 16 KiB, the cookies are larger than 64 KiB, or the subprotocols of a WebSocket are larger than 20 KiB.',
    remedy: 'Put fewer claims into the token, or set fewer cookies on the host.',
  },
  keys_unavailable: {
    why: 'The gateway has no keys that are younger than the hard age (24 hours), and the tenant does not give it any.',
    remedy:
      'Try again after `Retry-After`. Operators: see the log lines `jwks_fetch_failed` and the status page of Auth0.',
  },
} as const satisfies Record<string, ProblemDocumentation>
