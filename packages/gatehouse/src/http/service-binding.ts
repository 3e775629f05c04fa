// A service binding, as far as gateway and domains use one.

/** The part of a service binding that is used here. */
export interface ServiceBinding {
  fetch(request: Request): Promise<Response>
}

// What `wrangler dev` answers for a binding whose Worker it does not run; deployed, such a binding can't exist.
const NOT_RUNNING = /^Worker ".*" not found/

/**
 * Whether an answer says that there is no Worker behind the binding. Domains answer every error as a problem document, so plain
 * text with this status is not theirs. The answer can be read all the same.
 */
export async function isNotRunning(answer: Response): Promise<boolean> {
  if (answer.status !== 503 || answer.headers.get('content-type')?.startsWith('text/plain') !== true) return false
  return NOT_RUNNING.test(await answer.clone().text())
}
