// The problems of webhooks and of their signatures.
import type { Problem } from './row.ts'

/** The rows of these problems by code. */
export const SIGNATURE_PROBLEMS = {
  signature_missing: {
    status: 401,
    title: 'Signature missing',
    detail: 'This operation takes signed requests only, and this one has no signature.',
    challenge: 'signature',
  },
  signature_invalid: {
    status: 401,
    title: 'Bad signature of the request',
    detail: 'The signature of the request is not valid for these headers and this body.',
    challenge: 'signature',
  },
  signature_expired: {
    status: 401,
    title: 'Signature too old',
    detail: 'The request was signed more than five minutes ago, or its time lies ahead.',
    challenge: 'signature',
  },
  signature_replayed: {
    status: 409,
    title: 'Signature used before',
    detail: 'A request with this signature was accepted before.',
  },
} as const satisfies Record<string, Problem>
