// Simulates a tenant of Auth0 for the doctor; a test can replace each of its responses.
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The URL of a tenant without its own port. */
export const TENANT_ORIGIN = 'https://tenant.example.com'

/** Responses in place of the usual ones, by path. */
export type Faults = Partial<Record<string, (url: URL) => Response>>

const { n, e } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })

/** The tenant's signing key. */
export const SIGNING_KEY = { kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'one', n, e }

/** The settings of its application. */
export interface Allowed {
  readonly clientId: string
  readonly clientSecret: string
  readonly audience: string
  readonly callbacks: readonly string[]
  readonly logouts: readonly string[]
}

/** Answers a request as the tenant does. */
export function answerAsTenant(url: URL, body: string, allowed: Allowed, faults: Faults = {}): Response {
  const fault = faults[url.pathname]
  if (fault !== undefined) return fault(url)
  const param = (name: string): string => url.searchParams.get(name) ?? ''
  switch (url.pathname) {
    case '/.well-known/openid-configuration':
      return Response.json({ issuer: `${url.origin}/`, jwks_uri: `${url.origin}/.well-known/jwks.json` })
    case '/.well-known/jwks.json':
      return Response.json({ keys: [SIGNING_KEY] })
    case '/authorize': {
      const callback = param('redirect_uri')
      if (param('client_id') !== allowed.clientId)
        return complain(url, 'Unknown client', `Unknown client: ${param('client_id')}`)
      if (!allowed.callbacks.includes(callback)) return complain(url, 'unauthorized_client', 'Callback URL mismatch.')
      const known = param('audience') === allowed.audience
      const error = known ? 'login_required' : 'access_denied'
      const description = known ? 'Login required' : `Service not found: ${param('audience')}`
      return redirect(`${callback}?${new URLSearchParams({ error, error_description: description }).toString()}`)
    }
    case '/v2/logout':
      return allowed.logouts.includes(param('returnTo'))
        ? redirect(param('returnTo'))
        : complain(url, 'invalid_request', 'The "returnTo" querystring parameter is not defined as a valid URL')
    case '/oauth/token': {
      const { client_secret: secret } = JSON.parse(body) as { client_secret: string }
      return secret === allowed.clientSecret
        ? Response.json({ error: 'invalid_grant', error_description: 'Invalid authorization code' }, { status: 403 })
        : Response.json({ error: 'access_denied', error_description: 'Unauthorized' }, { status: 401 })
    }
    default:
      return new Response('Not found', { status: 404 })
  }
}

// Auth0 redirects to one of its own pages.
function complain(url: URL, error: string, description: string): Response {
  return redirect(`${url.origin}/error?${new URLSearchParams({ error, error_description: description }).toString()}`)
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } })
}

/** Serves any handler on a port of this machine. */
export async function serve(answer: (url: URL, body: string) => Response): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', () => {
      const given = answer(
        new URL(request.url ?? '/', `http://${request.headers.host}`),
        Buffer.concat(chunks).toString(),
      )
      response.writeHead(given.status, Object.fromEntries(given.headers))
      void given.text().then((text) => response.end(text))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}
