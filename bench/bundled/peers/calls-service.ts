// The service of a pair that makes the calls to the runtime that a request with every feature switched on can't do without.
import { service } from './pair.ts'

export default service(async (c, next) => {
  const { headers } = c.req.raw
  const requestId = headers.get('x-request-id') ?? headers.get('cf-ray') ?? ''
  headers.get('authorization')
  await next()
  const answer = c.res.headers
  answer.set('x-content-type-options', 'nosniff')
  answer.set('x-request-id', requestId)
  answer.set('cache-control', 'no-store')
  answer.set('server-timing', 'keys;desc="memory", token;desc="remembered"')
})
