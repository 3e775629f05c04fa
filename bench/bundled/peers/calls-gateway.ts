// The gateway of a pair that makes the calls to the runtime that a request with every feature switched on can't do without, and ignores
// what they return. No code that does what the gateway promises can cost less.
import { gateway } from './pair.ts'

const FORGEABLE = /^(?:x[-_]gatehouse|x[-_]forwarded|forwarded$|x[-_]real[-_]ip|cf[-_]|cloudflare[-_]workers[-_])/
const READ = ['cf-connecting-ip', 'x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'authorization']
const TIME_LIMIT_MILLIS = 30_000

export default gateway(async (c, next) => {
  const { headers } = c.req.raw
  let seen = 0
  for (const name of headers.keys()) if (FORGEABLE.test(name)) seen += 1
  for (const name of READ) seen += headers.get(name)?.length ?? 0
  const requestId = headers.get('cf-ray')
  const timer = setTimeout(() => undefined, TIME_LIMIT_MILLIS)
  await next()
  clearTimeout(timer)
  console.info(`{"level":"info","event":"request","requestId":"${requestId}","status":${c.res.status},"seen":${seen}}`)
})
