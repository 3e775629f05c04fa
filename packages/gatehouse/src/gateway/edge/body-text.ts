// Reads a body that the gateway itself answers, up to a limit.
import { ProblemError } from '../../problem/problem-error.ts'

/** Returns a body as text; empty when the request has none. @throws ProblemError `body_too_large` */
export async function readText({ body }: Pick<Request, 'body'>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let left = maxBytes
  for await (const chunk of body ?? []) {
    left -= chunk.byteLength
    if (left < 0) throw new ProblemError('body_too_large')
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}
