// Reads the metadata document of a client whose id is its address (OAuth Client ID Metadata Document, draft 00): a client that no list
// has, as MCP clients are.
import { isRecord } from '../../access/index.ts'
import type { Client, GrantType } from './directory.ts'

/** §6.6: a document has five kilobytes at most. */
const DOCUMENT_MAX_BYTES = 5 * 1024
const FETCH_TIMEOUT_MILLIS = 5_000
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/

/** The grants that a client without a secret may use. */
const GRANT_TYPES: readonly GrantType[] = ['authorization_code', 'refresh_token']

/** Whether an id is the address of a document. On this machine the address may be without TLS, because the tenant is for development. */
export function isMetadataAddress(id: string): boolean {
  if (!URL.canParse(id)) return false
  const { protocol, hostname, pathname, hash, username, password, href } = new URL(id)
  const isSecure = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
  return isSecure && href === id && pathname !== '/' && hash === '' && username === '' && password === ''
}

/** Returns the client; `undefined` when there is no document, or none that is allowed. */
export async function readClientMetadata(address: string): Promise<Client | undefined> {
  let document: unknown
  try {
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MILLIS)
    const answer = await fetch(address, { headers: { accept: 'application/json' }, redirect: 'manual', signal })
    if (answer.status !== 200) return undefined
    const text = await readLimited(answer, DOCUMENT_MAX_BYTES)
    if (text === null) return undefined
    document = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(document)) return undefined
  const { client_id: id, client_name: name, redirect_uris: callbacks, grant_types: asked = GRANT_TYPES } = document
  // §4.1: it speaks for the address that it is at, and for no other. A secret could be read by everyone.
  const hasSecret =
    document['client_secret'] !== undefined ||
    String(document['token_endpoint_auth_method']).startsWith('client_secret')
  if (id !== address || hasSecret || !isTexts(callbacks) || !callbacks.every(isAddress) || !isTexts(asked))
    return undefined
  return {
    id: address,
    name: typeof name === 'string' && name !== '' ? name : address,
    secret: '',
    grantTypes: GRANT_TYPES.filter((type) => asked.includes(type)),
    callbacks: [...callbacks],
    logoutUrls: [],
    webOrigins: [],
    publicKeys: [],
  }
}

// The rest of a longer one is not read.
async function readLimited({ body }: Response, maxBytes: number): Promise<string | null> {
  const decoder = new TextDecoder()
  let text = ''
  let left = maxBytes
  for await (const chunk of body ?? []) {
    left -= chunk.byteLength
    if (left < 0) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}

// RFC 6749 §3.1.2: absolute, and without a fragment. A program on this machine may have a scheme of its own (RFC 8252 §7.1).
function isAddress(callback: string): boolean {
  const url = URL.parse(callback)
  return url !== null && url.hash === '' && !['javascript:', 'data:', 'vbscript:'].includes(url.protocol)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
