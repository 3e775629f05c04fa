// Chooses the tokens of the requests, and their order.

/** A stream of requests. */
export interface Traffic {
  readonly name: string
  /** One token a line. */
  readonly tokensFile: string
  readonly order: 'cycle' | 'random'
  /** Requests before anything is measured: enough for the compiler, and to fill whatever remembers tokens. */
  readonly warmUpRequests: number
  /** What a target that checks tokens answers. */
  readonly status: 200 | 401
}
