// Parses a form that was posted to the gateway itself.
import { ProblemError } from '../../problem/problem-error.ts'
import { checkBodyHeaders } from '../../http/request-body.ts'

/** Larger than any form of ours, and than a logout token. */
const FORM_MAX_BYTES = 16 * 1024
const FORM = { required: false, mediaTypes: ['application/x-www-form-urlencoded'] } as const

/**
 * Returns the fields of a form; none when the request has no body.
 *
 * @throws ProblemError `body_too_large`, or as {@link checkBodyHeaders}
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const decoder = new TextDecoder()
  let text = ''
  let left = FORM_MAX_BYTES
  for await (const chunk of request.body ?? []) {
    left -= chunk.byteLength
    if (left < 0) throw new ProblemError('body_too_large')
    text += decoder.decode(chunk, { stream: true })
  }
  if (text !== '') checkBodyHeaders(request, FORM)
  return new URLSearchParams(text)
}
