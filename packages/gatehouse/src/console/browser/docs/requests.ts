// Sends the requests of Swagger UI: with the token of the page or with the session, never with both; an address that leads a browser on in a
// tab of its own; and a stream as it arrives.
import { showStream } from './stream-viewer.ts'

/** A request of Swagger UI before it is sent. */
export interface SwaggerRequest {
  readonly url: string
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
  credentials?: RequestCredentials
  userFetch?: (url: string, options: RequestInit) => Promise<Response>
}

/** Addresses that redirect a browser to the tenant, from which a script gets nothing. */
const NAVIGATIONS: readonly string[] = ['/auth/login', '/auth/callback', '/auth/logout']
const OPENED = 'This address leads a browser on, so it has been opened in a tab of its own.'

/** Prepares a request. */
export function prepareRequest(request: SwaggerRequest): SwaggerRequest {
  const names = Object.keys(request.headers).map((name) => name.toLowerCase())
  if (names.includes('authorization')) request.credentials = 'omit'
  request.userFetch = isNavigation(request) ? openInTab : fetchOrStream
  return request
}

function isNavigation({ url, method = 'GET' }: SwaggerRequest): boolean {
  const { pathname, origin } = new URL(url, location.href)
  return method.toUpperCase() === 'GET' && origin === location.origin && NAVIGATIONS.includes(pathname)
}

async function openInTab(url: string): Promise<Response> {
  window.open(url, '_blank', 'noopener')
  return new Response(OPENED, { headers: { 'content-type': 'text/plain' } })
}

async function fetchOrStream(url: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(url, options)
  return answer.headers.get('content-type')?.startsWith('text/event-stream') === true
    ? await showStream(answer)
    : answer
}
