// Types for a row of the table of problems.

/** The `error` of a challenge (RFC 6750 §3.1, RFC 9449 §7.1, RFC 9470 §3). */
export type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'

/** The documentation of a problem. Code is between backticks. No Worker of the gateway contains these texts. */
export interface ProblemDocumentation {
  /** When it occurs, and what it means. */
  readonly why: string
  /** What the client or the operator of the gateway can do about it. */
  readonly remedy: string
}

/** The texts of a problem's response. */
export interface ProblemTexts {
  /** From 400 to 599. */
  readonly status: number
  readonly title: string
  /** The text of the response. */
  readonly detail: string
}

/** A problem that a project defines: see `defineProblems`. */
export interface OwnProblem extends ProblemTexts, ProblemDocumentation {}

/** A problem with the parts of its response. */
export interface AnsweredProblem extends ProblemTexts {
  /**
   * RFC 6750 §3.1: the `error` of the challenge; `null` for a challenge without one, such as for a missing token. `signature` is the challenge
   * of a route that reads no token.
   */
  readonly challenge?: ChallengeError | 'signature' | null
}

/** A problem of the library, with one of its statuses. */
export interface Problem extends AnsweredProblem {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 431 | 500 | 502 | 503 | 504
}
