// Changes the headers of a finished response, whether or not they can be changed in place.
import type { Context } from 'hono'

/** Changes the headers of the current response. A response that opened a WebSocket is left as it is. */
export function changeHeaders(c: Context, change: (headers: Headers) => void): void {
  const answer = c.res
  if (answer.status === 101) return
  try {
    change(answer.headers)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // The headers of a response of another service cannot be changed. Hono would mix the headers of the old response into the new one.
    c.res = undefined
    c.res = new Response(answer.body, answer)
    change(c.res.headers)
  }
}
