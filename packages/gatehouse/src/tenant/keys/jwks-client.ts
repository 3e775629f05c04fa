// Fetches the key set of one issuer, with every limit that an untrusted response needs.
import {
  type Algorithm,
  type Clock,
  isRecord,
  parseKeySet,
  type ReadKeySet,
  withTimeLimit,
} from '../../access/index.ts'
import { isSecure, type TenantDomain } from '../tenant-domain.ts'

/** How long an issuer may take to answer, discovery included; a request may be waiting. */
const JWKS_TIMEOUT_MILLIS = 5_000
/** A key set with three keys has 5 KiB, and so has a discovery document. A larger response is neither. */
const JWKS_MAX_BYTES = 64 * 1024

/** The part of `fetch` that is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * Requests the key set of an issuer (RFC 7517 §5): from Auth0 at its fixed URL, from any other issuer at the URL in its discovery
 * document (OpenID Connect Discovery §3 `jwks_uri`).
 *
 * @param algorithms the accepted ones
 * @throws Error for a slow, oversized, redirected or malformed response, a document of another issuer (§4.3), a URL without TLS, or a
 *   set without a usable key
 */
export async function fetchKeySet(
  domain: TenantDomain,
  algorithms: readonly Algorithm[],
  fetch: Fetch,
  clock: Clock,
): Promise<ReadKeySet> {
  const controller = new AbortController()
  const reading = readKeySet(domain, algorithms, (url) => readAnswer(url, fetch, controller.signal))
  const read = await withTimeLimit(reading, JWKS_TIMEOUT_MILLIS, clock, () => {
    controller.abort()
    return new Error(`no key set within ${JWKS_TIMEOUT_MILLIS} ms`)
  })
  if (read.keys.length === 0) throw new Error('the key set holds no usable key')
  return read
}

async function readKeySet(
  { issuer, origin, discoveryUrl }: TenantDomain,
  algorithms: readonly Algorithm[],
  read: (url: string) => Promise<string>,
): Promise<ReadKeySet> {
  const url = discoveryUrl === null ? `${origin}/.well-known/jwks.json` : keysAddress(await read(discoveryUrl), issuer)
  const text = await read(url)
  try {
    return parseKeySet(text, algorithms)
  } catch (cause) {
    throw new Error('the answer is no key set', { cause })
  }
}

// With a document of another issuer, that issuer's keys could sign for ours.
function keysAddress(text: string, issuer: string): string {
  const document = parseDocument(text)
  if (document['issuer'] !== issuer) throw new Error(`the discovery document is not of the issuer ${issuer}`)
  const address = document['jwks_uri']
  const url = typeof address === 'string' && isSecure(address) ? new URL(address) : null
  if (url === null || url.username !== '' || url.password !== '')
    throw new Error('the discovery document names no key set at an https address')
  return url.href
}

function parseDocument(text: string): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = JSON.parse(text)
    if (isRecord(document)) return document
  } catch (cause) {
    throw new Error('the answer is no discovery document', { cause })
  }
  throw new Error('the answer is no discovery document')
}

async function readAnswer(url: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    redirect: 'manual',
    cache: 'no-store',
    signal,
    headers: { accept: 'application/json' },
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`the tenant answered ${response.status}`)
  }
  return await readText(response)
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > JWKS_MAX_BYTES) throw new Error(`the answer is larger than ${JWKS_MAX_BYTES} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
