// Fetches the key set of one domain of the tenant, with every limit that a stranger's answer needs.
import { type Clock, parseKeySet, type ReadKeySet, withTimeLimit } from '#access'

/** Longest that Auth0 may take to answer; a request may be waiting. */
const JWKS_TIMEOUT_MILLIS = 5_000
/** A key set with three keys has 5 KiB; more than this is no key set. */
const JWKS_MAX_BYTES = 64 * 1024

/** The part of `fetch` that is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * Asks Auth0 for its key set (RFC 7517 §5, OpenID Connect Discovery §3 `jwks_uri`).
 *
 * @param origin the tenant's origin, without a closing slash
 * @throws Error for a slow, oversized, redirected or malformed answer, or one without a usable key
 */
export async function fetchKeySet(origin: string, fetch: Fetch, clock: Clock): Promise<ReadKeySet> {
  const controller = new AbortController()
  const reading = readKeySet(`${origin}/.well-known/jwks.json`, fetch, controller.signal)
  const read = await withTimeLimit(reading, JWKS_TIMEOUT_MILLIS, clock, () => {
    controller.abort()
    return new Error(`no key set within ${JWKS_TIMEOUT_MILLIS} ms`)
  })
  if (read.keys.length === 0) throw new Error('the key set holds no usable key')
  return read
}

async function readKeySet(url: string, fetch: Fetch, signal: AbortSignal): Promise<ReadKeySet> {
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
  const text = await readText(response)
  try {
    return parseKeySet(text)
  } catch (cause) {
    throw new Error('the answer is no key set', { cause })
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > JWKS_MAX_BYTES) throw new Error(`the key set is larger than ${JWKS_MAX_BYTES} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
