// Hands a request on to the Worker of its domain, as it came, and its answer back, untouched.
import { Refusal } from '#access'

/** The part of a service binding that is used here. */
export interface ServiceBinding {
  fetch(request: Request): Promise<Response>
}

// What `wrangler dev` answers for a binding whose Worker it does not run; deployed, such a binding can't exist.
const NOT_RUNNING = /^Worker ".*" not found/

/**
 * Forwards a request.
 *
 * @param binding the domain's service binding; `undefined` when the gateway was deployed without it
 * @throws Refusal `service_unavailable` when there is no such Worker, `service_failed` when it threw
 */
export async function forward(request: Request, binding: ServiceBinding | undefined): Promise<Response> {
  if (binding === undefined) throw new Refusal('service_unavailable')
  const answer = await binding.fetch(request).catch((cause: unknown) => {
    throw new Refusal('service_failed', { cause })
  })
  // Domains answer every error as a problem document, so plain text with this status is not theirs.
  if (answer.status === 503 && answer.headers.get('content-type')?.startsWith('text/plain') === true) {
    if (NOT_RUNNING.test(await answer.clone().text())) throw new Refusal('service_unavailable')
  }
  return answer
}
