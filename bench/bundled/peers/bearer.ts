// Reads the token as most do.
import type { Context } from 'hono'

/** The bearer token of a request, if it has one. */
export function bearer(c: Context): string | undefined {
  const header = c.req.header('authorization')
  return header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : undefined
}
