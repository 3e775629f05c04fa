// Chooses the tokens of the requests.

/** A stream of requests: one token after the other, and round again. */
export interface Traffic {
  readonly name: string
  /** One token a line. */
  readonly tokensFile: string
  /** Requests before anything is measured: enough for the compiler, and to fill whatever remembers tokens. */
  readonly warmUpRequests: number
  /** What a target that checks tokens answers. */
  readonly status: 200 | 401
}
