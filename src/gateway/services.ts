// The table of services: every domain behind the gateway, and the binding that leads to it. A row, a binding in
// wrangler.toml and a folder under workers/ make a domain.

/** A domain's folder under workers/ and its service binding in wrangler.toml. */
export interface Service {
  readonly name: string
  readonly binding: string
  /** How long its first byte is waited for, in milliseconds; 30 s unless it says otherwise. */
  readonly timeoutMillis?: number
}

/** Every domain, in the order in which its routes match and its documentation stands. */
export const SERVICES: readonly Service[] = [
  { name: 'payments', binding: 'PAYMENTS' },
  { name: 'search', binding: 'SEARCH' },
  { name: 'insights', binding: 'INSIGHTS' },
]
