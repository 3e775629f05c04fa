// What the echo domain records of a call, and the test reads.

/** One call of a handler. */
export interface Call {
  readonly operation: string
  readonly authorization: string | null
  readonly headers: readonly string[]
}
