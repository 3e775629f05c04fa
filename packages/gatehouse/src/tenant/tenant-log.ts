// The events of this folder. It writes no log itself: the gateway does, so that this folder depends on nothing.

/** Called for everything that went wrong or is worth a log line; `cause` is what was thrown. */
export type TenantLog = (
  event: TenantEvent,
  facts: Readonly<Record<string, unknown>> & { readonly cause?: unknown },
) => void

/** Stable names of what can happen here. */
export type TenantEvent =
  | 'jwks_fetch_failed'
  | 'jwks_keys_dropped'
  | 'key_cache_read_failed'
  | 'key_cache_write_failed'
  | 'logout_read_failed'
  | 'logout_write_failed'
  | 'revocation_failed'
  | 'session_renewal_failed'
