// Reads a JSON-RPC message from the body of a request, and checks that the headers agree with it (MCP 2026-07-28, Streamable HTTP). The
// headers decide nothing: another server on the way may read them, and must not be told something else than we are.
import { isRecord } from '../../access/index.ts'
import { checkBodyHeaders } from '../../http/request-body.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { readText } from '../edge/body-text.ts'
import {
  CAPABILITIES_MEMBER,
  type MessageId,
  MODERN_VERSION,
  RpcError,
  SUPPORTED_VERSIONS,
  VERSION_MEMBER,
} from './protocol.ts'

const JSON_BODY = { required: true, mediaTypes: ['application/json'] } as const
const VERSION_HEADER = 'mcp-protocol-version'
const METHOD_HEADER = 'mcp-method'
const NAME_HEADER = 'mcp-name'

/** A request of a client. */
export interface RpcRequest {
  readonly id: MessageId
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** Whether it is of the revision without handshake. */
  readonly isModern: boolean
}

/**
 * Reads the one message of a request; `null` for a notification, which has no answer.
 *
 * @throws RpcError for a message that the protocol does not allow; ProblemError for a body that is too large, compressed or not JSON
 */
export async function readMessage(request: Request, maxBytes: number): Promise<RpcRequest | null> {
  checkBodyHeaders(request, JSON_BODY)
  if (Number(request.headers.get('content-length')) > maxBytes) throw new ProblemError('body_too_large')
  const message = parse(await readText(request, maxBytes))
  const { headers } = request
  const { method, params = {} } = message
  const id = idOf(message)
  if (message['jsonrpc'] !== '2.0' || typeof method !== 'string')
    throw new RpcError('invalidRequest', 'The body is no request and no notification of JSON-RPC 2.0', { id })
  if (!isRecord(params)) throw new RpcError('invalidParams', '"params" must be an object', { id })
  const version = headers.get(VERSION_HEADER)
  if (id === undefined) {
    if (!method.startsWith('notifications/')) throw new RpcError('invalidRequest', 'The request has no "id"')
    if (version !== null) checkVersion(version, undefined)
    return null
  }
  const isModern = readVersion(version, method, params, id)
  compare(METHOD_HEADER, headers.get(METHOD_HEADER), method, isModern, id)
  if (method === 'tools/call') compare(NAME_HEADER, decoded(headers.get(NAME_HEADER)), params['name'], isModern, id)
  return { id, method, params, isModern }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    throw new RpcError('parseError', 'The body is no JSON')
  }
  if (Array.isArray(message))
    throw new RpcError('invalidRequest', 'A batch is not accepted: send one message at a time')
  if (!isRecord(message)) throw new RpcError('invalidRequest', 'The body is no JSON-RPC message')
  return message
}

// MCP, Basic: a text or a whole number, and never null.
function idOf(message: Readonly<Record<string, unknown>>): MessageId | undefined {
  const { id } = message
  if (id === undefined || typeof id === 'string' || Number.isSafeInteger(id)) return id as MessageId | undefined
  throw new RpcError('invalidRequest', '"id" must be a text or a whole number')
}

// Returns whether the message is of the modern revision.
function readVersion(header: string | null, method: string, params: RpcRequest['params'], id: MessageId): boolean {
  const meta = isRecord(params['_meta']) ? params['_meta'] : {}
  const { [VERSION_MEMBER]: said, [CAPABILITIES_MEMBER]: capabilities } = meta
  if (said === undefined && header !== MODERN_VERSION) {
    // Whoever asks by the handshake does not know the version yet.
    if (method === 'initialize') return false
    if (header === null) throw new RpcError('headerMismatch', 'The header MCP-Protocol-Version is missing', { id })
    checkVersion(header, id)
    return false
  }
  if (typeof said !== 'string') throw new RpcError('invalidParams', `"_meta" needs ${VERSION_MEMBER}`, { id })
  if (header !== said)
    throw new RpcError('headerMismatch', 'The header MCP-Protocol-Version does not match the version in the body', {
      id,
    })
  checkVersion(said, id)
  if (said !== MODERN_VERSION) return false
  if (!isRecord(capabilities)) throw new RpcError('invalidParams', `"_meta" needs ${CAPABILITIES_MEMBER}`, { id })
  return true
}

function checkVersion(requested: string, id: MessageId | undefined): void {
  if (SUPPORTED_VERSIONS.includes(requested)) return
  const data = { supported: SUPPORTED_VERSIONS, requested }
  throw new RpcError('unsupportedVersion', 'Unsupported protocol version', { id, data })
}

function compare(name: string, header: string | null, value: unknown, isRequired: boolean, id: MessageId): void {
  if (header === null ? !isRequired : header === value) return
  const reason = header === null ? 'is missing' : 'does not match the body'
  throw new RpcError('headerMismatch', `The header ${name} ${reason}`, { id })
}

// Streamable HTTP, Value Encoding: base64 of UTF-8 for what no header can carry.
function decoded(header: string | null): string | null {
  const encoded = header === null ? null : /^=\?base64\?(.*)\?=$/.exec(header)?.[1]
  if (encoded === null || encoded === undefined) return header
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return header
  }
}
