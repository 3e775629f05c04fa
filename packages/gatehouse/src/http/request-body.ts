// Holds the body of a request against what its operation documents, before anything reads it: whether it is there, its media type
// and its content coding. A validator alone would take a body that is missing, or that it can't read, for an empty object.
import { ProblemError } from '../problem/problem-error.ts'

/** What an operation says of the body of its requests (OpenAPI 3.1 §4.8.13, Request Body Object). */
export interface BodyRule {
  /** Whether a request must have a body. */
  readonly required: boolean
  /** The media types and media ranges that it may have, without parameters. */
  readonly mediaTypes: readonly string[]
}

/** The part of a request that is looked at. */
type RequestWithBody = Pick<Request, 'body' | 'headers'>

/**
 * Checks what the headers say of a body. A request without a body that needs none passes.
 *
 * @throws ProblemError `request_invalid` when it is missing, `content_encoding_unsupported` when it is compressed,
 *   `media_type_unsupported` when its media type is not documented or not named (RFC 9110 §15.5.16)
 */
export function checkBodyHeaders(request: RequestWithBody, { required, mediaTypes }: BodyRule): void {
  if (isAbsent(request)) {
    if (required) throw missingBody()
    return
  }
  const { headers } = request
  const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? ''
  if (coding !== '' && coding !== 'identity') throw new ProblemError('content_encoding_unsupported')
  if (!mediaTypes.some((range) => includes(range, essenceOf(headers.get('content-type'))))) {
    throw new ProblemError('media_type_unsupported', {
      accept: mediaTypes,
      detail: `The body must be ${mediaTypes.join(' or ')}, and Content-Type must say so.`,
    })
  }
}

/**
 * Checks a body as {@link checkBodyHeaders} does, and of one that does not say its length whether it has any bytes. Of that one no more
 * than the beginning is read, from a copy.
 *
 * @throws ProblemError as {@link checkBodyHeaders}
 */
export async function checkBody(request: Request, rule: BodyRule): Promise<void> {
  checkBodyHeaders(request, rule)
  if (rule.required && !request.headers.has('content-length') && (await isEmpty(request))) throw missingBody()
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
    // The request itself is read on by its handler.
    reader?.cancel().catch(() => undefined)
  }
}

function essenceOf(contentType: string | null): string {
  return (contentType?.split(';')[0] ?? '').trim().toLowerCase()
}

function includes(range: string, essence: string): boolean {
  if (essence === '') return false
  const wanted = essenceOf(range)
  return wanted === '*/*' || wanted === essence || (wanted.endsWith('/*') && essence.startsWith(wanted.slice(0, -1)))
}
