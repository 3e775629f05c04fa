// Answers requests without TLS on a host that is not this machine: by default, Cloudflare's zones serve those too.
import { ProblemError } from '../../problem/problem-error.ts'
import { PROOF_HEADER, SOCKET_PROTOCOL_HEADER } from '../../http/header-names.ts'

const CREDENTIALS = ['authorization', 'proxy-authorization', 'cookie', PROOF_HEADER, SOCKET_PROTOCOL_HEADER]

/**
 * Redirects a request that only reads and contains no credentials to the same URL over TLS.
 *
 * @throws ProblemError `https_required` for any other request: its content was readable in transit, and the next one must not be sent so
 */
export function redirectToHttps({ method, url, headers }: Request): Response {
  const isReading = method === 'GET' || method === 'HEAD'
  if (!isReading || CREDENTIALS.some((name) => headers.has(name))) throw new ProblemError('https_required')
  return new Response(null, { status: 308, headers: { location: url.replace(/^http:/, 'https:') } })
}
