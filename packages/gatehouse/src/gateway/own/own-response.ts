// Turns a Response of the project's own code into a response of the gateway: with the same rules as a service's, and the gateway's
// headers.
import { systemClock } from '../../http/clock.ts'
import { setDataHeaders } from '../../http/data-headers.ts'
import { REQUEST_ID_HEADER } from '../../http/header-names.ts'
import type { RequestContext } from '../handler.ts'
import { OF_WORKER, returnAnswer } from '../upstream/stream-end.ts'

/**
 * Returns it without the headers that only the gateway may set, with the gateway's own headers, and ended when the token of the request
 * expires.
 *
 * @param giver the code that returned it, for the error
 * @throws TypeError when it is no Response
 */
export function ownResponse(answer: unknown, context: RequestContext, giver: string): Response {
  if (!(answer instanceof Response)) throw new TypeError(`${giver} must return a Response`)
  const own = copyOf(returnAnswer(answer, context, systemClock, OF_WORKER))
  own.headers.set(REQUEST_ID_HEADER, context.requestId)
  if (own.status !== 101) own.headers.set('x-content-type-options', 'nosniff')
  setDataHeaders(own.headers)
  return own
}

// A fetched response has headers that cannot be changed, and one Response may be returned for many requests.
function copyOf(answer: Response): Response {
  const { status, webSocket } = answer
  if (status !== 101) return new Response(answer.body, answer)
  return new Response(null, { status, webSocket: webSocket ?? null, headers: new Headers(answer.headers) })
}
