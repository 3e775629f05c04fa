// Reads where a request comes from, as the platform says.

/** The location of the data center that answers, and of the client, as Cloudflare names them. */
export interface Place {
  readonly colo?: unknown
  readonly country?: unknown
}

/** Returns the place of a request. Other runtimes than Cloudflare's know none. */
export function placeOf(request: { readonly cf?: unknown }): Place | undefined {
  const { cf } = request
  return typeof cf === 'object' && cf !== null ? cf : undefined
}
