// The problems of requests, whoever sends them.
import type { Problem } from './row.ts'

/** What each code answers and means. */
export const REQUEST_PROBLEMS = {
  request_invalid: {
    status: 400,
    title: 'Invalid request',
    detail: 'The request does not fit what the operation expects.',
    why: 'A parameter, a header or the body does not fit the contract of the operation.',
    remedy: 'Correct what `errors` names: `in` says where it is, `path` which field, `message` what is wrong.',
  },
  https_required: {
    status: 400,
    title: 'Only over https',
    detail:
      'This address is answered over https alone. Whoever listened has read a token or a cookie that was sent: get new ones.',
    why: 'The request came over plain http, with credentials or to change something.',
    remedy:
      'Use https and new credentials. Operators: switch on Always Use HTTPS for the zone in the dashboard of Cloudflare.',
  },
  route_not_found: {
    status: 404,
    title: 'Unknown route',
    detail: 'There is no operation at this path.',
    why: 'No contract has the path, or servers could read the path in different ways (`..;`, `%2F`).',
    remedy: 'Look for the path at `/docs`. If the contract has it, deploy the gateway.',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    detail: 'There is nothing with this id that you may see.',
    why: 'The thing does not exist, or it belongs to somebody else.',
    remedy: 'Check the id.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'The path exists, but not with this method; the Allow header says with which.',
    why: 'The contract has other methods for this path.',
    remedy: 'Use a method that the header `Allow` lists. If the contract has yours, deploy the gateway.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    detail: 'The request contradicts what is already there.',
    why: 'The state of the thing does not allow the change, or an `Idempotency-Key` was used for another request.',
    remedy: 'Read the present state, then decide. For another request use another `Idempotency-Key`.',
  },
  body_too_large: {
    status: 413,
    title: 'Body too large',
    detail: 'The body is larger than this operation takes.',
    why: 'The body is larger than the limit of the route, which is 1 MiB by default.',
    remedy: 'Send a smaller body, or raise `limits.bodyMaxBytes` of the route in its contract.',
  },
  media_type_unsupported: {
    status: 415,
    title: 'Media type not supported',
    detail: 'The operation does not take a body of this media type; the documentation says which it takes.',
    why: 'The request has a body and no `Content-Type`, or one that the contract does not name.',
    remedy: 'Send a media type that the header `Accept` of the answer lists.',
  },
  content_encoding_unsupported: {
    status: 415,
    title: 'Content encoding not supported',
    detail: 'Send the body as it is: a compressed body is not taken, so leave Content-Encoding out.',
    why: 'The body is compressed.',
    remedy: 'Send the body as it is, without `Content-Encoding`.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    detail: 'Slow down; Retry-After says until when.',
    why: 'The gateway counts calls per user, per client for machines, and per address for calls without a good token. There were too many.',
    remedy: 'Wait as long as `Retry-After` says. Operators: the limits are `[[ratelimits]]` in wrangler.toml.',
  },
} as const satisfies Record<string, Problem>
