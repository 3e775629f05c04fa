// Reads the response of an operation up to a limit, as what it is: JSON, text or bytes.

/** A response that was read. */
export type ReadBody =
  | { readonly kind: 'text' | 'json'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mediaType: string }
  | { readonly kind: 'empty' | 'broken' }
  | { readonly kind: 'long'; readonly mediaType: string }

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/
const TEXT_TYPE = /^text\/|^application\/(?:[\w.-]+\+xml|xml|yaml|x-ndjson|jsonl|javascript)$/
const CODINGS: readonly string[] = ['gzip', 'deflate']

/**
 * Reads the body of a response. It is `broken` when it ends early or is coded in a way that is unknown here.
 *
 * @param isRaw whether it comes as its service has coded it; the body of a Worker comes decoded, whatever its headers say
 */
export async function readBody(response: Response, maxBytes: number, isRaw: boolean): Promise<ReadBody> {
  const { headers } = response
  const [essence = '', ...parameters] = (headers.get('content-type') ?? '').split(';')
  const mediaType = essence.trim().toLowerCase() || 'application/octet-stream'
  let bytes: Uint8Array | null
  try {
    bytes = await readBytes(response, maxBytes, isRaw)
  } catch {
    return { kind: 'broken' }
  }
  if (bytes === null) return { kind: 'long', mediaType }
  if (bytes.byteLength === 0) return { kind: 'empty' }
  const isJson = JSON_TYPE.test(mediaType)
  if (!isJson && !TEXT_TYPE.test(mediaType)) return { kind: 'bytes', bytes, mediaType }
  try {
    const charset = /charset="?([\w-]+)/i.exec(parameters.join(';'))?.[1]
    const text = new TextDecoder(charset, { fatal: true, ignoreBOM: false }).decode(bytes)
    return { kind: isJson ? 'json' : 'text', text }
  } catch {
    return { kind: 'bytes', bytes, mediaType }
  }
}

// `null` for more than the limit. The rest is not read.
async function readBytes({ body, headers }: Response, maxBytes: number, isRaw: boolean): Promise<Uint8Array | null> {
  if (body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of isRaw ? decoded(body, headers.get('content-encoding')) : body) {
    length += chunk.byteLength
    if (length > maxBytes) return null
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

// A service over HTTP may compress although it was asked not to, and its bytes come as it sent them.
function decoded(body: ReadableStream<Uint8Array>, coding: string | null): ReadableStream<Uint8Array> {
  if (coding === null || coding === 'identity') return body
  if (!CODINGS.includes(coding)) throw new TypeError('unknown coding')
  return body.pipeThrough(new DecompressionStream(coding as 'gzip'))
}

/** Returns bytes as base64 (RFC 4648 §4). */
export function base64Of(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
