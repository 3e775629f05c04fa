// What the table of problems says of one problem.

/** The `error` of a challenge (RFC 6750 §3.1, RFC 9449 §7.1). */
export type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'

/** What documents a problem. Code stands between backticks. No Worker of the gateway holds these texts. */
export interface ProblemDocumentation {
  /** When it happens, and what it means. */
  readonly why: string
  /** What the client, or whoever operates the gateway, does about it. */
  readonly remedy: string
}

/** What every answer of a problem says. */
export interface ProblemTexts {
  /** From 400 to 599. */
  readonly status: number
  readonly title: string
  /** The text of the answer. */
  readonly detail: string
}

/** A problem that a project defines: see `defineProblems`. */
export interface OwnProblem extends ProblemTexts, ProblemDocumentation {}

/** What a problem is answered with. */
export interface AnsweredProblem extends ProblemTexts {
  /** RFC 6750 §3.1: the `error` of the challenge; `null` for a challenge without one, as when no token was sent. */
  readonly challenge?: ChallengeError | null
}

/** A problem of the library's. */
export interface Problem extends AnsweredProblem {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 431 | 500 | 502 | 503 | 504
}
