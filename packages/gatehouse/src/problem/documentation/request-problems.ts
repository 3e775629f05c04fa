// Documents the problems of requests, with or without a token.
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const REQUEST_DOCUMENTATION = {
  request_invalid: {
    why: 'A parameter, a header or the body does not fit the contract of the operation.',
    remedy: 'Correct what `errors` names: `in` says where it is, `path` which field, `message` what is wrong.',
  },
  https_required: {
    why: 'The request came over plain http. It contains credentials, or its method is not GET or HEAD.',
    remedy:
      'Use https and new credentials. Operators: switch on Always Use HTTPS for the zone in the dashboard of Cloudflare.',
  },
  route_not_found: {
    why: 'No contract has the path, or servers could read the path in different ways (`..;`, `%2F`).',
    remedy: 'Look for the path at `/docs`. If the contract has it, deploy the gateway.',
  },
  not_found: {
    why: 'The resource does not exist, or it belongs to another user.',
    remedy: 'Check the id.',
  },
  method_not_allowed: {
    why: 'The contract has other methods for this path.',
    remedy: 'Use a method that the header `Allow` lists. If the contract has yours, deploy the gateway.',
  },
  conflict: {
    why: 'The state of the resource does not allow the change, or the `Idempotency-Key` was already used for another request.',
    remedy: 'Read the current state and decide again. For another request use another `Idempotency-Key`.',
  },
  body_too_large: {
    why: 'The body is larger than the limit of the route. The limit is 1 MiB unless the contract sets another.',
    remedy:
      'Send a smaller body, or raise `limits.bodyMaxBytes` of the route in its contract. For a service under `origins/` it stands in `operations` of its `service.ts`.',
  },
  media_type_unsupported: {
    why: 'The request has a body and no `Content-Type`, or one that the contract does not name.',
    remedy: 'Send a media type that the header `Accept` of the response lists.',
  },
  content_encoding_unsupported: {
    why: 'The body is compressed.',
    remedy: 'Send the body uncompressed, without `Content-Encoding`.',
  },
  rate_limited: {
    why: 'The gateway counts calls per user, per client for machines, and per address for calls without a token and for refused calls. There were too many.',
    remedy: 'Wait for the seconds in `Retry-After`. Operators: the limits are `[[ratelimits]]` in wrangler.toml.',
  },
} as const satisfies Record<string, ProblemDocumentation>
