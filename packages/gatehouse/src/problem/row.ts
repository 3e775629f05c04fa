// What the table of problems says of one problem.

/** The `error` of a challenge (RFC 6750 §3.1, RFC 9449 §7.1). */
export type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'

/** A problem that a project defines: see `defineProblems`. In `why` and `remedy` code stands between backticks. */
export interface OwnProblem {
  /** From 400 to 599. */
  readonly status: number
  readonly title: string
  /** The text of the answer. */
  readonly detail: string
  /** When it happens, and what it means. */
  readonly why: string
  /** What the client, or whoever operates the gateway, does about it. */
  readonly remedy: string
}

/** What a problem is answered with. */
export interface AnsweredProblem extends OwnProblem {
  /** RFC 6750 §3.1: the `error` of the challenge; `null` for a challenge without one, as when no token was sent. */
  readonly challenge?: ChallengeError | null
}

/** A problem of the library's: what its answer says, and what its documentation adds. */
export interface Problem extends AnsweredProblem {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 431 | 500 | 502 | 503 | 504
}
