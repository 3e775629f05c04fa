// Reads the token of a WebSocket from its list of subprotocols. A browser cannot set headers on a WebSocket, so it offers the token as a
// protocol, beside the real one: `new WebSocket(url, ['chat', 'gatehouse.bearer.' + token])`.
import { ProblemError } from '../../problem/problem-error.ts'
import { SOCKET_PROTOCOL_HEADER } from '../../http/header-names.ts'

/** The beginning of the protocol that carries a token, unless the project says otherwise. */
const SOCKET_TOKEN_PREFIX = 'gatehouse.bearer.'
/** The longest list that is read: a token of 16 KiB, and the other protocols. */
const LIST_MAX_CHARACTERS = 20 * 1024

/**
 * Returns the request with its token in `Authorization`, and without it in the list of protocols (RFC 6455 §11.3.4). A request without
 * such a token is returned as it is.
 *
 * @param prefix what the token stands behind
 * @throws ProblemError `token_ambiguous` when there is another token, `header_too_large` for a list above 20 KiB
 */
export function withSocketToken(request: Request, prefix: string = SOCKET_TOKEN_PREFIX): Request {
  const { headers } = request
  const list = headers.get(SOCKET_PROTOCOL_HEADER)
  if (list === null || !list.includes(prefix)) return request
  if (list.length > LIST_MAX_CHARACTERS)
    throw new ProblemError('header_too_large', { detail: 'The Sec-WebSocket-Protocol header is larger than 20 KiB.' })
  const offered = list.split(',').map((protocol) => protocol.trim())
  const [token, ...others] = offered.filter((protocol) => protocol.startsWith(prefix))
  if (token === undefined) return request
  if (others.length > 0 || headers.has('authorization')) throw new ProblemError('token_ambiguous')
  const moved = new Request(request)
  const left = offered.filter((protocol) => protocol !== token)
  if (left.length > 0) moved.headers.set(SOCKET_PROTOCOL_HEADER, left.join(', '))
  else moved.headers.delete(SOCKET_PROTOCOL_HEADER)
  moved.headers.set('authorization', `Bearer ${token.slice(prefix.length)}`)
  return moved
}
