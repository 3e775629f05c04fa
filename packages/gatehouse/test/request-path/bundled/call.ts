// Types for the records of the echo domain about a call, which the test reads.

/** One call of a handler. */
export interface Call {
  readonly operation: string
  readonly authorization: string | null
  readonly headers: readonly string[]
}
