// Answers requests that came without TLS on a host that is not this machine: Cloudflare's zones serve those too by default.
import { ProblemError } from '../../problem/problem-error.ts'
import { PROOF_HEADER, SOCKET_PROTOCOL_HEADER } from '../../http/header-names.ts'

const CREDENTIALS = ['authorization', 'proxy-authorization', 'cookie', PROOF_HEADER, SOCKET_PROTOCOL_HEADER]

/**
 * Leads a browser that only reads, and has sent nothing secret, to the same address over TLS.
 *
 * @throws ProblemError `https_required` for any other request: what it holds was readable on the way, and the next must not be sent so
 */
export function redirectToHttps({ method, url, headers }: Request): Response {
  const isReading = method === 'GET' || method === 'HEAD'
  if (!isReading || CREDENTIALS.some((name) => headers.has(name))) throw new ProblemError('https_required')
  return new Response(null, { status: 308, headers: { location: url.replace(/^http:/, 'https:') } })
}
