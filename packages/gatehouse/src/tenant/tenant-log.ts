// Declares the events of this folder. It writes no log itself: the gateway does, so that this folder depends on nothing.

/** Called for every failure and every other event that is logged; `cause` is the thrown value. */
export type TenantLog = (
  event: TenantEvent,
  facts: Readonly<Record<string, unknown>> & { readonly cause?: unknown },
) => void

/** The stable names of the events. */
export type TenantEvent =
  | 'exchanged_token_read_failed'
  | 'exchanged_token_write_failed'
  | 'jwks_fetch_failed'
  | 'jwks_keys_dropped'
  | 'key_cache_read_failed'
  | 'key_cache_write_failed'
  | 'logout_read_failed'
  | 'logout_write_failed'
  | 'revocation_failed'
  | 'session_renewal_failed'
  | 'token_exchange_limited'
  | 'token_exchange_refused'
  | 'token_exchange_unfit'
