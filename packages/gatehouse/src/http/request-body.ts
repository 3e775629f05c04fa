// Checks the body of a request against the documentation of its operation, before any code reads it: whether it is present, its media
// type and its content coding. A validator alone would treat a missing or unreadable body as an empty object.
import { ProblemError } from '../problem/problem-error.ts'

/** The documented body of an operation (OpenAPI 3.1 §4.8.13, Request Body Object). */
export interface BodyRule {
  /** Whether a request must have a body. */
  readonly required: boolean
  /** The accepted media types and media ranges, without parameters. */
  readonly mediaTypes: readonly string[]
  /** The accepted content codings (RFC 9110 §8.4), such as `gzip`; none by default. */
  readonly codings?: readonly string[]
}

/** The part of a request that is read here. */
type RequestWithBody = Pick<Request, 'body' | 'headers'>

/**
 * Checks the headers about a body. A request without a body passes if none is required.
 *
 * @throws ProblemError `request_invalid` when it is missing, `content_encoding_unsupported` when its coding is not accepted,
 *   `media_type_unsupported` when its media type is not documented or not named (RFC 9110 §15.5.16)
 */
export function checkBodyHeaders(request: RequestWithBody, { required, mediaTypes, codings = [] }: BodyRule): void {
  if (isAbsent(request)) {
    if (required) throw missingBody()
    return
  }
  const { headers } = request
  const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? ''
  if (coding !== '' && coding !== 'identity' && !codings.includes(coding))
    throw new ProblemError('content_encoding_unsupported')
  if (!mediaTypes.some((range) => includes(range, essenceOf(headers.get('content-type'))))) {
    throw new ProblemError('media_type_unsupported', {
      accept: mediaTypes,
      detail: `The body must be ${mediaTypes.join(' or ')}, and Content-Type must say so.`,
    })
  }
}

/**
 * Checks a body as {@link checkBodyHeaders} does. If its length is not declared, it also checks whether the body has any bytes. For that
 * it reads only the beginning, from a copy.
 *
 * @throws ProblemError as {@link checkBodyHeaders}
 */
export async function checkBody(request: Request, rule: BodyRule): Promise<void> {
  checkBodyHeaders(request, rule)
  if (rule.required && !request.headers.has('content-length') && (await isEmpty(request))) throw missingBody()
}

/** Returns a body as bytes; none when the request has none. @throws ProblemError `body_too_large` */
export async function readBytes({ body }: Pick<Request, 'body'>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.byteLength
    if (length > maxBytes) throw new ProblemError('body_too_large')
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

/** The refusal of a request whose body is missing. */
export function missingBody(): ProblemError {
  return new ProblemError('request_invalid', { errors: [{ in: 'body', path: '', message: 'is missing' }] })
}

function isAbsent({ body, headers }: RequestWithBody): boolean {
  return body === null || headers.get('content-length') === '0'
}

async function isEmpty(request: Request): Promise<boolean> {
  const reader = request.clone().body?.getReader()
  try {
    for (;;) {
      const piece = await reader?.read()
      if (piece === undefined || piece.done) return true
      if (piece.value.byteLength > 0) return false
    }
  } finally {
    // The handler reads the request itself.
    reader?.cancel().catch(() => undefined)
  }
}

/** Returns the type and subtype of a Content-Type, in lower case; empty without one. */
export function essenceOf(contentType: string | null | undefined): string {
  return (contentType?.split(';')[0] ?? '').trim().toLowerCase()
}

/** Returns whether a range of media types, which may have parameters, includes the essence of a media type. */
export function includes(range: string, essence: string): boolean {
  if (essence === '') return false
  const wanted = essenceOf(range)
  return wanted === '*/*' || wanted === essence || (wanted.endsWith('/*') && essence.startsWith(wanted.slice(0, -1)))
}
