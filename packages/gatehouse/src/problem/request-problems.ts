// The problems of requests, with or without a token.
import type { Problem } from './row.ts'

/** The rows of these problems by code. */
export const REQUEST_PROBLEMS = {
  request_invalid: {
    status: 400,
    title: 'Invalid request',
    detail: 'The request does not fit what the operation expects.',
  },
  https_required: {
    status: 400,
    title: 'Only over https',
    detail:
      'This address is served over https only. A token or a cookie in the request was sent unencrypted: replace it.',
  },
  route_not_found: {
    status: 404,
    title: 'Unknown route',
    detail: 'There is no operation at this path.',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    detail: 'There is nothing with this id that you may see.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'The path exists, but not with this method; the Allow header lists the methods.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    detail: 'The request contradicts what is already there.',
  },
  body_too_large: {
    status: 413,
    title: 'Body too large',
    detail: 'The body is larger than this operation accepts.',
  },
  media_type_unsupported: {
    status: 415,
    title: 'Media type not supported',
    detail: 'The operation does not accept a body of this media type; the documentation lists the media types.',
  },
  content_encoding_unsupported: {
    status: 415,
    title: 'Content encoding not supported',
    detail: 'A compressed body is not accepted. Send the body without Content-Encoding.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    detail: 'There were too many requests; Retry-After says how long to wait.',
  },
} as const satisfies Record<string, Problem>
