// A WebSocket and a stream that outlive the token they were let in with.
import { bearer } from '../../src/testing/system.ts'
import type { OriginGateway } from './origin-gateway.ts'

/** How both end. */
export interface LetIn {
  readonly closed: Promise<CloseEvent>
  readonly stream: Promise<'whole' | 'broken off'>
}

/** Opens a WebSocket and a stream with one token. @returns `null` when it had ended before both were let in */
export async function letIn(gateway: OriginGateway, token: string): Promise<LetIn | null> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/echo/socket`, { headers: bearer(token) })
  const opened = new Promise((resolve) => socket.addEventListener('open', resolve))
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
  const begun = Promise.withResolvers<void>()
  const onPiece = (piece: string): void => {
    if (piece === 'first') begun.resolve()
  }
  const stream = gateway.send('/echo/stream', { headers: bearer(token), onPiece }).then(
    () => 'whole' as const,
    () => 'broken off' as const,
  )
  const isIn = Promise.all([opened, begun.promise]).then(() => true)
  const isOut = Promise.race([closed, stream]).then(() => false)
  return (await Promise.race([isIn, isOut])) ? { closed, stream } : null
}
