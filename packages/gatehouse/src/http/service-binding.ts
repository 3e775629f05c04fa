// Types for a service binding, with the members that gateway and domains use.

/** The part of a service binding that a call uses. */
export interface ServiceBinding {
  fetch(request: Request): Promise<Response>
}

// The response of `wrangler dev` for a binding whose Worker it does not run; deployed, such a binding cannot exist.
const NOT_RUNNING = /^Worker ".*" not found/

/**
 * Returns whether a response says that there is no Worker behind the binding. Domains answer every error as a problem document, so plain
 * text with this status is not theirs. The response can still be read afterwards.
 */
export async function isNotRunning(answer: Response): Promise<boolean> {
  if (answer.status !== 503 || answer.headers.get('content-type')?.startsWith('text/plain') !== true) return false
  return NOT_RUNNING.test(await answer.clone().text())
}
