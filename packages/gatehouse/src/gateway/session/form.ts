// Parses a form that was posted to the gateway itself.
import { checkBodyHeaders } from '../../http/request-body.ts'
import { readText } from '../edge/body-text.ts'

/** Larger than any form of ours, and than a logout token. */
const FORM_MAX_BYTES = 16 * 1024
const FORM = { required: false, mediaTypes: ['application/x-www-form-urlencoded'] } as const

/**
 * Returns the fields of a form; none when the request has no body.
 *
 * @throws ProblemError `body_too_large`, or as {@link checkBodyHeaders}
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const text = await readText(request, FORM_MAX_BYTES)
  if (text !== '') checkBodyHeaders(request, FORM)
  return new URLSearchParams(text)
}
