// Implements what the gateway needs of Cloudflare's edge: only the edge says who the client of a request is.
import { isRecord } from '../../packages/gatehouse/src/access/index.ts'

/** Where a request really comes from. */
export interface Connection {
  readonly address: string
}

/** The request as a Worker sees it: with `CF-*` headers and `request.cf` that are ours, whatever the client has sent. */
export function atTheEdge(request: Request, { address }: Connection): Request {
  const headers = new Headers(request.headers)
  for (const name of request.headers.keys()) if (name.startsWith('cf-')) headers.delete(name)
  headers.set('cf-connecting-ip', address)
  headers.set('cf-ray', rayOf())
  const seen = new Request(request, { headers })
  // That there is one says that the headers above can be believed.
  Object.defineProperty(seen, 'cf', { value: {} })
  return seen
}

/** The address of the other side of a connection. */
export function addressOf(remote: unknown): string {
  return isRecord(remote) && typeof remote['hostname'] === 'string' ? remote['hostname'] : ''
}

// As Cloudflare writes them: 16 hexadecimal digits and a place.
function rayOf(): string {
  return `${crypto.getRandomValues(new Uint8Array(8)).toHex()}-DEN`
}
