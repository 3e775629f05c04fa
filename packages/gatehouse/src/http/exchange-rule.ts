// Says what the token of a caller is exchanged for, and how a domain asks the gateway to do it (RFC 8693).

/** What a service gets in place of the token of its caller. */
export interface ExchangeRule {
  /** The audience of the service: the identifier of its API at the tenant. */
  readonly audience: string
  /** The scopes to ask for; the tenant grants at most these. */
  readonly scopes: readonly string[]
}

/** The caller of a domain, as the domain got the request. */
export interface ExchangedCaller {
  /** The value of `Authorization`. */
  readonly authorization: string
  /** The proof of a bound token; `null` without one. */
  readonly dpop: string | null
  /** Cloudflare's data about the connection, for a token that is bound to its certificate. */
  readonly cf?: unknown
}

/** The answer to a domain: a value for `Authorization`, or why there is none. An error would lose its code between Workers. */
export type ExchangeAnswer =
  | { readonly authorization: string }
  | { readonly code: string; readonly retryAfterSeconds: number | null }

/** The part of the gateway's `KeyService` that exchanges tokens. */
export interface TokenExchanger {
  exchange(caller: ExchangedCaller, rule: ExchangeRule): Promise<ExchangeAnswer>
}
