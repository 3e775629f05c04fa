// Lists the failures of a soak test.

/** How a domain behaves. */
export type DomainMode = 'fine' | 'crash before' | 'crash after' | 'hang'
/** How KV behaves. */
export type KvMode = 'fine' | 'no read' | 'no write' | 'neither'

/** What is broken now, by the name of what it is. */
export interface Modes {
  payments: DomainMode
  search: DomainMode
  kv: KvMode
}
