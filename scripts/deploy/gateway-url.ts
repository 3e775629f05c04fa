// Where people reach a deployed gateway.

/** What of its configuration tells. */
export interface Addressed {
  readonly name?: string | undefined
  readonly workers_dev?: boolean | undefined
  readonly routes?: readonly (string | { readonly pattern: string; readonly custom_domain?: boolean })[] | undefined
}

/**
 * The gateway's address, without a closing slash: its custom domain, else the host of its first route, else its name on `workers.dev`.
 *
 * @param subdomain the account's part of workers.dev, or `null` when nobody is there to say
 * @returns `null` when the configuration does not tell
 */
export function gatewayUrlOf({ name, workers_dev, routes = [] }: Addressed, subdomain: string | null): string | null {
  const patterns = routes.map((route) => (typeof route === 'string' ? { pattern: route, custom_domain: false } : route))
  const route = patterns.find(({ custom_domain }) => custom_domain === true) ?? patterns[0]
  const host = route?.pattern.replace(/^https?:\/\//, '').split('/')[0]
  if (host !== undefined && !host.includes('*')) return `https://${host}`
  if (workers_dev === false || subdomain === null || name === undefined) return null
  return `https://${name}.${subdomain}.workers.dev`
}
