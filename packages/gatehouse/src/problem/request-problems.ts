// The problems of requests, whoever sends them.
import type { Problem } from './row.ts'

/** What each code answers. */
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
      'This address is answered over https alone. Whoever listened has read a token or a cookie that was sent: get new ones.',
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
    detail: 'The path exists, but not with this method; the Allow header says with which.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    detail: 'The request contradicts what is already there.',
  },
  body_too_large: {
    status: 413,
    title: 'Body too large',
    detail: 'The body is larger than this operation takes.',
  },
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
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    detail: 'Slow down; Retry-After says until when.',
  },
} as const satisfies Record<string, Problem>
