// Relays a WebSocket, so that it can be closed when the token that opened it has expired or was revoked. Messages, codes and reasons pass unchanged.
import type { CookieNames } from '../../tenant/login/cookies.ts'
import { actsForGateway, sanitizeAnswerHeaders } from './service-answer.ts'

// The connection is closed with this code when its token is no longer good: `Unauthorized` in IANA's registry (RFC 6455 §11.7). The
// reason is the code of the refusal that the next request with this token gets.
const UNAUTHORIZED_CLOSE_CODE = 3000

/** No close frame may carry these (RFC 6455 §7.4.1): none came, or none with a code. */
const NO_STATUS = 1005
const NEVER_SENT: ReadonlySet<number> = new Set([1006, 1015])
/** The other end has disconnected. */
const GOING_AWAY = 1001

/**
 * Returns the response to an upgrade without the headers that only the gateway may set, and with a WebSocket that can be closed here
 * when its token expires or is revoked.
 *
 * @param schedule receives the function that closes both ends for a reason, and returns the one that cancels that; `null` if the
 *   socket is never closed from here
 */
export function passSocketOn(
  answer: Response,
  schedule: ((end: (reason: string) => void) => () => void) | null,
  names: CookieNames,
): Response {
  const { webSocket: service, status } = answer
  // If an upgrade is not a Response with a socket, as on Deno, it cannot be copied.
  if (!(service instanceof Object)) return answer
  if (schedule === null && !actsForGateway(answer.headers, names)) return answer
  const headers = new Headers(answer.headers)
  sanitizeAnswerHeaders(headers, names)
  return new Response(null, { status, webSocket: schedule === null ? service : relayed(service, schedule), headers })
}

function relayed(service: WebSocket, schedule: (end: (reason: string) => void) => () => void): WebSocket {
  const { 0: theirs, 1: client } = new WebSocketPair()
  for (const socket of [client, service]) {
    // As blobs, messages would have to be read before they are sent, and could overtake each other.
    socket.binaryType = 'arraybuffer'
    socket.accept()
  }
  const callOff = schedule((reason) => {
    for (const socket of [client, service]) close(socket, UNAUTHORIZED_CLOSE_CODE, reason)
  })
  pass(client, service, callOff)
  pass(service, client, callOff)
  return theirs
}

function pass(from: WebSocket, to: WebSocket, callOff: () => void): void {
  from.addEventListener('message', ({ data }) => {
    if (to.readyState === WebSocket.OPEN) to.send(data)
  })
  from.addEventListener('close', ({ code, reason }) => {
    callOff()
    close(to, code, reason)
  })
  from.addEventListener('error', () => {
    callOff()
    close(to, GOING_AWAY, '')
  })
}

function close(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState !== WebSocket.OPEN && socket.readyState !== WebSocket.CLOSING) return
  try {
    if (code === NO_STATUS) socket.close()
    else socket.close(NEVER_SENT.has(code) ? GOING_AWAY : code, reason)
  } catch {
    // It was closed from here before.
  }
}
