// Sets headers on an answer once it is made, however it was made.
import type { Context } from 'hono'

/** Changes the headers of the answer in hand. One that opened a WebSocket is left as it is. */
export function changeHeaders(c: Context, change: (headers: Headers) => void): void {
  const answer = c.res
  if (answer.status === 101) return
  try {
    change(answer.headers)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // Those of an answer that another service made can't be changed. Hono would mix the old answer's into the new one.
    c.res = undefined
    c.res = new Response(answer.body, answer)
    change(c.res.headers)
  }
}
