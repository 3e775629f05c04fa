// Hands a request on to the Worker of its domain, as it came, and its answer back, untouched.
import { Refusal } from '#access'

/** The part of a service binding that is used here. */
export interface ServiceBinding {
  fetch(request: Request): Promise<Response>
}

/**
 * Forwards a request.
 *
 * @param binding the domain's service binding; `undefined` when the gateway was deployed without it
 * @throws Refusal `service_unavailable` when there is no such Worker, `service_failed` when it threw
 */
export async function forward(request: Request, binding: ServiceBinding | undefined): Promise<Response> {
  if (binding === undefined) throw new Refusal('service_unavailable')
  try {
    return await binding.fetch(request)
  } catch (cause) {
    throw new Refusal('service_failed', { cause })
  }
}
