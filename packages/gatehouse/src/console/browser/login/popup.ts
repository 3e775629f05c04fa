// Receives the response of the tenant's login in its window: from the redirect page directly, or, if the tenant's pages have
// separated the two windows (Cross-Origin-Opener-Policy), by a broadcast to all pages of this origin.
import { type Answer, isDelivery, LOGIN_CHANNEL, type Receipt } from './answer.ts'
import { FOREIGN_ANSWER, LoginError } from './words.ts'

/** How often to check whether the window is still open. */
const GONE_CHECK_MILLIS = 500

/** A later login took the place of this one. */
export class Superseded extends Error {}

/** The tools of a waiting login. */
export interface Waiting {
  /** Another login aborts this one. */
  readonly signal: AbortSignal
  /** Called once when the window is closed or out of reach, which look alike from here: a response may still arrive. */
  readonly whenGone: () => void
}

/**
 * Waits for the response of the window.
 *
 * @param state of this login: a broadcast with another state belongs to another login, and a response of our own window with another is
 *   refused
 * @throws LoginError, Superseded
 */
export function answerOf(popup: Window, state: string, { signal, whenGone }: Waiting): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const done = new AbortController()
  const listening = { signal: AbortSignal.any([done.signal, signal]) }
  const gone = setInterval(() => {
    if (!popup.closed) return
    clearInterval(gone)
    whenGone()
  }, GONE_CHECK_MILLIS)
  const channel = new BroadcastChannel(LOGIN_CHANNEL)
  channel.addEventListener(
    'message',
    ({ data }: MessageEvent<unknown>) => {
      if (!isDelivery(data) || data.gatehouseLogin['state'] !== state) return
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is this origin's alone
      channel.postMessage({ received: state } satisfies Receipt)
      resolve(data.gatehouseLogin)
    },
    listening,
  )
  window.addEventListener(
    'message',
    ({ origin, source, data, ports }: MessageEvent<unknown>) => {
      if (origin !== location.origin || source !== popup || !isDelivery(data)) return
      const { state: returned } = data.gatehouseLogin
      ports[0]?.postMessage({ received: returned ?? '' } satisfies Receipt)
      if (returned === state) resolve(data.gatehouseLogin)
      else reject(new LoginError(FOREIGN_ANSWER))
    },
    listening,
  )
  signal.addEventListener('abort', () => reject(new Superseded()), { signal: done.signal })
  return promise.finally(() => {
    clearInterval(gone)
    done.abort()
    channel.close()
  })
}
