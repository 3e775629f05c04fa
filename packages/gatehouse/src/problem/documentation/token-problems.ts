// Documents the problems of access tokens and of the keys that verify them.
import { SET_TOKEN_LIFETIME, SIGN_WITH_RS256, sentence } from '../dashboard-remedies.ts'
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const TOKEN_DOCUMENTATION = {
  token_ambiguous: {
    why: 'The request holds more than one token, or one token in two places.',
    remedy: 'Send one token: in `Authorization`, or among the subprotocols of a WebSocket.',
  },
  token_missing: {
    why: 'The header `Authorization` contains no token. The gateway never reads a token from the URL.',
    remedy: 'Log in, and send `Authorization: Bearer <token>`. A public or guest route needs no token.',
  },
  token_malformed: {
    why: 'The token is not a signed JWT with the claims of an access token. A token of one part is opaque, one of five parts is encrypted. The text `undefined` shows that the client had no token yet.',
    remedy:
      'Send `audience=<AUTH0_AUDIENCE>` to `/authorize` or `/oauth/token`, or set a default audience in the settings of the tenant. Then get a new token.',
  },
  token_algorithm: {
    why: 'The gateway accepts RS256 and PS256, or what `GATEHOUSE_ALGORITHMS` lists. HS256 needs a shared secret and is never accepted.',
    remedy: `${sentence(SIGN_WITH_RS256)} Then get a new token.`,
  },
  token_key_unknown: {
    why: 'The tenant does not list the key that signed the token: another tenant issued the token, or the key was revoked. After an emergency rotation the gateway may need 30 seconds to learn the new key.',
    remedy: 'Get a new token from the tenant of this API.',
  },
  token_signature: {
    why: 'The header or the payload differs from the one that was signed: the token was changed or truncated.',
    remedy: 'Copy the whole token, or log in again.',
  },
  token_issuer: {
    why: 'The claim `iss` names no domain of `AUTH0_DOMAIN`. Another tenant issued the token, or a custom domain that is not listed there.',
    remedy:
      'List every domain that issues your tokens in `AUTH0_DOMAIN`, the one that people log in at first. The issuer of an Auth0 tenant ends with a slash.',
  },
  token_audience: {
    why: 'The claim `aud` does not contain `AUTH0_AUDIENCE`. The comparison is exact: an identifier with a slash at its end is a different one.',
    remedy: 'Ask for the token with `audience=<AUTH0_AUDIENCE>`, or correct `AUTH0_AUDIENCE`.',
  },
  token_expired: {
    why: 'The time in the claim `exp` is more than five seconds in the past. If the token is new, a clock is wrong.',
    remedy: `Get a new token with the refresh token, or log in again. For longer lifetimes: ${SET_TOKEN_LIFETIME}.`,
  },
  token_not_yet_valid: {
    why: 'The time in the claim `nbf` or `iat` is more than five seconds in the future: the clocks of issuer and gateway differ.',
    remedy: 'Synchronize the clock of the machine that runs the gateway or the issuer (NTP).',
  },
  token_not_access: {
    why: 'The token is an id token, or the token of an anonymous session, or it does not say which kind of subject it has. The `sub` of a user in Auth0 contains a `|`; other issuers need the claim `sub_profile` (`user`, `service`, `ai_agent`).',
    remedy: 'Send the `access_token` of the tenant’s response, not the `id_token`.',
  },
  token_revoked: {
    why: 'Somebody revoked everything that was issued before a certain time: for the user, the application, the session, the organization, the member of an organization, or everyone. A logout and an event of the tenant do that too. What was issued up to five seconds after that time is refused as well, because clocks differ.',
    remedy:
      'Log in again, or get a new token, after five seconds. If that fails, the tenant has blocked the user or the application. Operators: `gatehouse revoke --undo` takes a revocation back.',
  },
  header_too_large: {
    why: 'A token is larger than 16 KiB, the cookies are larger than 64 KiB, or the subprotocols of a WebSocket are larger than 20 KiB.',
    remedy: 'Put fewer claims into the token, or set fewer cookies on the host.',
  },
  keys_unavailable: {
    why: 'The gateway has no keys that are younger than the hard age (24 hours), and cannot fetch any from the tenant.',
    remedy:
      'Try again after `Retry-After`. Operators: see the log lines `jwks_fetch_failed` and the status page of Auth0.',
  },
} as const satisfies Record<string, ProblemDocumentation>
