// Reads a form that was posted to the gateway itself.
import { Refusal } from '#access'

/** More than any form of ours, or a logout token, has. */
const FORM_MAX_BYTES = 16 * 1024
const MEDIA_TYPE = 'application/x-www-form-urlencoded'

/**
 * The fields of a form; none when the request has no body.
 *
 * @throws Refusal `body_too_large`, or `request_invalid` for another media type
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const decoder = new TextDecoder()
  let text = ''
  let left = FORM_MAX_BYTES
  for await (const chunk of request.body ?? []) {
    left -= chunk.byteLength
    if (left < 0) throw new Refusal('body_too_large')
    text += decoder.decode(chunk, { stream: true })
  }
  if (text === '') return new URLSearchParams()
  if (request.headers.get('content-type')?.toLowerCase().startsWith(MEDIA_TYPE) === true)
    return new URLSearchParams(text)
  throw new Refusal('request_invalid', {
    errors: [{ in: 'header', path: 'content-type', message: `is not ${MEDIA_TYPE}` }],
  })
}
