// Defines the names of headers that more than one part of the library reads or writes, in lower case.

/** The id of a request: in the request, in its response and in its log line. */
export const REQUEST_ID_HEADER = 'x-request-id'
/** The id that Cloudflare gives a request. */
export const RAY_HEADER = 'cf-ray'
/** The address of the client, as Cloudflare saw it. */
export const CLIENT_ADDRESS_HEADER = 'cf-connecting-ip'
/** W3C Trace Context, Level 1, §3.2. */
export const TRACE_PARENT_HEADER = 'traceparent'
/** W3C Trace Context, Level 1, §3.3. */
export const TRACE_STATE_HEADER = 'tracestate'
/** Cloudflare chooses the version of a Worker by this key while two are served (gradual deployments). */
export const VERSION_KEY_HEADER = 'cloudflare-workers-version-key'
/** The subprotocols that a WebSocket offers (RFC 6455 §11.3.4). */
export const SOCKET_PROTOCOL_HEADER = 'sec-websocket-protocol'
/** A DPoP proof (RFC 9449 §4.1). */
export const PROOF_HEADER = 'dpop'
/** The token of a caller and its proof: a service with a token of its own gets neither. */
export const CREDENTIAL_HEADERS: readonly string[] = ['authorization', PROOF_HEADER]
/** The nonce that the next DPoP proof must contain (RFC 9449 §8.1). */
export const PROOF_NONCE_HEADER = 'dpop-nonce'
