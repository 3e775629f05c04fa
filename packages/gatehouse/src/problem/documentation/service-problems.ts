// Documents the problems of the gateway itself and of the services behind it. The client did not cause them.
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const SERVICE_DOCUMENTATION = {
  internal: {
    why: 'The gateway or a service has a defect. The log line `server_error` has the cause.',
    remedy: 'Report it with the `requestId`.',
  },
  service_failed: {
    why: 'The domain threw an error, or the origin cannot be reached, or it closed the connection. The log line `server_error` has the cause.',
    remedy: 'Operators: read the log of the service for the same `requestId`, and check whether the origin runs.',
  },
  service_unavailable: {
    why: 'The service is not deployed or not bound, or the circuit breaker of its origin (or of one operation) is open.',
    remedy:
      'Try again after `Retry-After`. Operators: deploy the service; for an origin see the log line `circuit_opened`. In development `gatehouse dev --mock NAME` answers in its place.',
  },
  not_configured: {
    why: 'A variable is missing or has an invalid value. The log line `not_configured` names each variable with its remedy.',
    remedy: 'Operators: correct the variables and deploy. `gatehouse doctor` checks them.',
  },
  token_exchange_refused: {
    why: 'The service takes tokens of its own, which the gateway gets by a token exchange (RFC 8693). The tenant refused it for this caller. The log line `token_exchange_refused` has its reason. Or the service requires a scope that its token lacks: the log line `exchanged_token_insufficient` names it. Or the token of the caller is of another issuer than the first tenant in AUTH0_DOMAIN. Or a domain asked for an audience or a scope that neither a service nor `auth0.exchanges` names; the log line is `domain_exchange_forbidden` then.',
    remedy:
      'Log in again. Operators: the token must be of a user whom the tenant lets use the API of the service, and the application of AUTH0_EXCHANGE_CLIENT_ID must be allowed to exchange tokens for that API. What domains ask for stands in `auth0.exchanges` of gatehouse.config.ts.',
  },
  token_exchange_limited: {
    why: 'The service takes tokens of its own. The tenant limits how often it exchanges tokens (at Auth0 30 times a second, twice on the free plan), and the queue of the isolate is longer than five seconds. Or the tenant has answered 429. Callers whose token was exchanged before are served.',
    remedy:
      'Try again after `Retry-After`. Operators: set AUTH0_EXCHANGES_PER_SECOND to what the plan of the tenant allows, and give the tokens of the API of the service a longer lifetime.',
  },
  exchange_unavailable: {
    why: 'The Durable Object `Exchange` did not answer within four seconds, or it has no room for another revocation, or the gateway has none: wrangler.toml lacks the binding `EXCHANGE`, or `GATEHOUSE_SYNC_SECONDS` is 0.',
    remedy:
      'Send the request again: a revocation that was stored already stays. Operators: read the log line `exchange_failed`, and run `gatehouse check`.',
  },
  service_timeout: {
    why: 'The service sent no first byte of its response within 30 seconds, or within the `timeoutMillis` of its settings.',
    remedy: 'Try again later. Operators: read the log of the service for the same `requestId`.',
  },
} as const satisfies Record<string, ProblemDocumentation>
