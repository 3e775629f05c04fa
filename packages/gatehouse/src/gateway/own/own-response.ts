// Makes a Response of the project's own code a response of the gateway: held to the same rules as a service's, with the gateway's headers.
import { systemClock } from '../../http/clock.ts'
import { setDataHeaders } from '../../http/data-headers.ts'
import { REQUEST_ID_HEADER } from '../../http/header-names.ts'
import type { RequestContext } from '../handler.ts'
import { returnAnswer } from '../upstream/stream-end.ts'

/**
 * Returns it without what only the gateway may say, with the gateway's own headers, and ended with the token of the request.
 *
 * @param giver whose it is, for the error
 * @throws TypeError when it is no Response
 */
export function ownResponse(answer: unknown, context: RequestContext, giver: string): Response {
  if (!(answer instanceof Response)) throw new TypeError(`${giver} must return a Response`)
  const own = copyOf(returnAnswer(answer, context, systemClock, false))
  own.headers.set(REQUEST_ID_HEADER, context.requestId)
  if (own.status !== 101) own.headers.set('x-content-type-options', 'nosniff')
  setDataHeaders(own.headers)
  return own
}

// What was fetched has headers that can't be changed, and one Response may be given to many requests.
function copyOf(answer: Response): Response {
  const { status, webSocket } = answer
  if (status !== 101) return new Response(answer.body, answer)
  return new Response(null, { status, webSocket: webSocket ?? null, headers: new Headers(answer.headers) })
}
