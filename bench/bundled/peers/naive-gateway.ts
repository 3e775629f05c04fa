// A gateway as it is usually written, that checks nothing: each request is copied to clean its headers and give it an id, each answer
// to say that id, and a line is logged.
import { gateway } from './pair.ts'

const FORGED = ['x-forwarded-host', 'x-user-id', 'x-user-email', 'x-real-ip']

export default gateway(async (c) => {
  const startedAt = Date.now()
  const requestId = crypto.randomUUID()
  const headers = new Headers(c.req.raw.headers)
  for (const name of FORGED) headers.delete(name)
  headers.set('x-request-id', requestId)
  const answer = await c.env.SERVICE.fetch(new Request(c.req.raw, { headers }))
  const copy = new Response(answer.body, answer)
  copy.headers.set('x-request-id', requestId)
  const { method, path } = c.req
  console.log(JSON.stringify({ requestId, method, path, status: answer.status, ms: Date.now() - startedAt }))
  return copy
})
