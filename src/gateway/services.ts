// The table of services: everything behind the gateway, and what leads there. A row, a binding in wrangler.toml and a folder
// under workers/ make a domain; a row with an origin and an OpenAPI document under origins/ make a service in another technology.

/** A domain: its folder under workers/ and its service binding in wrangler.toml. */
export interface Domain {
  readonly name: string
  readonly binding: string
  /** How long its first byte is waited for, in milliseconds; 30 s unless it says otherwise. */
  readonly timeoutMillis?: number
}

/** A service in another technology, reached over HTTP: its document is origins/<name>/openapi.json. */
export interface HttpService {
  readonly name: string
  /** `https://reports.example.com`: no path; `http:` only on a loopback host. The variable `GATEHOUSE_ORIGIN_<NAME>` replaces it. */
  readonly origin: string
  /** The operationIds that anyone may call although the document says nothing of their `security`. */
  readonly publicOperations?: readonly string[]
  /** Whether paths may hold `;` (matrix parameters, RFC 3986 §3.3). Elsewhere they are 404: servers do not agree on what it cuts off. */
  readonly matrixParameters?: boolean
  /** What `GET /ready` asks for; anything below 500 will do. `/` unless it says otherwise. */
  readonly healthPath?: string
  /** How long its first byte is waited for, in milliseconds; 30 s unless it says otherwise. */
  readonly timeoutMillis?: number
}

/** A row of the table. */
export type Service = Domain | HttpService

/** Every service, in the order in which its routes match and its documentation stands. */
export const SERVICES: readonly Service[] = [
  { name: 'payments', binding: 'PAYMENTS' },
  { name: 'search', binding: 'SEARCH' },
  { name: 'insights', binding: 'INSIGHTS' },
]
