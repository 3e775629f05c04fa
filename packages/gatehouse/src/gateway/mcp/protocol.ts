// Names and numbers of the Model Context Protocol (revision 2026-07-28, Basic, and Streamable HTTP), and its answers as JSON-RPC.
import { PROBLEM_CODE_HEADER } from '../../problem/problem.ts'

/** The revision without handshake and session. */
export const MODERN_VERSION = '2026-07-28'
/** The revisions with a handshake that are served too, without state. */
export const LEGACY_VERSIONS: readonly string[] = ['2025-11-25', '2025-06-18']
/** Every revision that is served, the newest first. */
export const SUPPORTED_VERSIONS: readonly string[] = [MODERN_VERSION, ...LEGACY_VERSIONS]

/** The members of `_meta` that a request of the modern revision needs. */
export const VERSION_MEMBER = 'io.modelcontextprotocol/protocolVersion'
export const CAPABILITIES_MEMBER = 'io.modelcontextprotocol/clientCapabilities'
/** The member of `_meta` in which the server names itself. */
export const SERVER_MEMBER = 'io.modelcontextprotocol/serverInfo'

/** The codes of errors: JSON-RPC 2.0 §5.1, and those of the protocol. */
export const RPC_CODES = {
  parseError: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  headerMismatch: -32_020,
  unsupportedVersion: -32_022,
} as const

/** The id of a request. */
export type MessageId = string | number

/** What goes with an error. */
export interface RpcErrorDetails {
  /** The status of the answer; 400 by default. */
  readonly status?: number
  /** Absent where the message has none that can be read. */
  readonly id?: MessageId | undefined
  readonly data?: object
}

/** A message that is answered with an error of JSON-RPC. */
export class RpcError extends Error {
  readonly code: number
  readonly details: RpcErrorDetails

  constructor(kind: keyof typeof RPC_CODES, message: string, details: RpcErrorDetails = {}) {
    super(message)
    this.code = RPC_CODES[kind]
    this.details = details
  }
}

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' }

/** Answers a request with its result. @param members those of the result, as the text of JSON without the brackets around them */
export function resultResponse(id: MessageId, members: string): Response {
  return new Response(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{${members}}}`, { headers: HEADERS })
}

/** Answers a message with an error. */
export function errorResponse({ code, message, details: { status = 400, id, data } }: RpcError): Response {
  const error = { code, message, ...(data && { data }) }
  const body = { jsonrpc: '2.0', ...(id !== undefined && { id }), error }
  const headers = status === 200 ? HEADERS : { ...HEADERS, [PROBLEM_CODE_HEADER]: 'request_invalid' }
  return new Response(JSON.stringify(body), { status, headers })
}
