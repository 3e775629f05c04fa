// A WebSocket that repeats every message, reports the request that opened it, and closes on demand.
import { note } from './journal.ts'

/** Opens it. */
export function openSocket({ headers }: Request, id: string): Response {
  const offered = headers.get('sec-websocket-protocol')
  if (headers.get('upgrade') !== 'websocket') return new Response('no upgrade', { status: 426 })
  const { 0: theirs, 1: ours } = new WebSocketPair()
  ours.accept()
  ours.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string') return ours.send(data)
    if (data === 'opened with') {
      return ours.send(JSON.stringify({ offered, authorization: headers.get('authorization') }))
    }
    const [command, code, reason] = data.split(' ')
    if (command === 'close') return ours.close(Number(code), reason)
    return ours.send(data)
  })
  ours.addEventListener('close', ({ code, reason }) => note(id, `closed ${code} ${reason}`))
  const chosen = offered?.split(',')[0]?.trim()
  return new Response(null, {
    status: 101,
    webSocket: theirs,
    ...(chosen !== undefined && { headers: { 'sec-websocket-protocol': chosen } }),
  })
}
