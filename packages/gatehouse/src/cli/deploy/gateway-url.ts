// Determines the URL of a deployed gateway.
import { CommandError } from '../command-error.ts'
import { isOrigin } from '../../gateway/upstream/origin-address.ts'
import { CloudflareError } from './cloudflare.ts'

/** «Not found»: the account has no part of workers.dev. */
const NO_SUBDOMAIN = 10_007
const NO_ADDRESS =
  'the account has no subdomain of workers.dev, and the gateway no other address: register one at https://dash.cloudflare.com/?to=/:account/workers/onboarding, or give the environment a route of a domain of yours in wrangler.toml: routes = [{ pattern = "api.example.com", custom_domain = true }]'

/** The parts of its configuration that are read. */
export interface Addressed {
  readonly name?: string | undefined
  readonly workers_dev?: boolean | undefined
  readonly routes?: readonly (string | { readonly pattern: string; readonly custom_domain?: boolean })[] | undefined
}

/**
 * The gateway's address, without a closing slash: its custom domain, else the host of its first route, else its name on `workers.dev`.
 *
 * @param subdomain the account's part of workers.dev, or `null` if it cannot be asked for
 * @returns `null` when the configuration does not name it
 */
export function gatewayUrlOf({ name, workers_dev, routes = [] }: Addressed, subdomain: string | null): string | null {
  const patterns = routes.map((route) => (typeof route === 'string' ? { pattern: route, custom_domain: false } : route))
  const route = patterns.find(({ custom_domain }) => custom_domain === true) ?? patterns[0]
  const host = route?.pattern.replace(/^https?:\/\//, '').split('/')[0]
  if (host !== undefined && !host.includes('*')) return `https://${host}`
  if (workers_dev === false || subdomain === null || name === undefined) return null
  return `https://${name}.${subdomain}.workers.dev`
}

/**
 * Returns the same. The account's part of workers.dev is requested only if nothing else names the URL.
 *
 * @param askSubdomain may be refused: a token need not be allowed to know
 * @throws CommandError when the account has no part of workers.dev, and so no place for the gateway
 */
export async function findGatewayUrl(config: Addressed, askSubdomain: () => Promise<string>): Promise<string | null> {
  // Any subdomain will do to find out whether it matters.
  if (gatewayUrlOf(config, '') === gatewayUrlOf(config, null)) return gatewayUrlOf(config, null)
  const subdomain = await askSubdomain().catch((error: unknown) => {
    if (!(error instanceof CloudflareError)) throw error
    if (error.codes.includes(NO_SUBDOMAIN)) throw new CommandError(NO_ADDRESS)
    return null
  })
  return gatewayUrlOf(config, subdomain)
}

/** Parses a URL that was typed, without a closing slash. @throws CommandError unless it is an origin */
export function gatewayUrlFrom(text: string): string {
  const origin = text.replace(/\/$/, '')
  if (isOrigin(origin)) return origin
  throw new CommandError(
    `--url takes an origin such as https://api.example.com, without a path (http only on a loopback host), not ${JSON.stringify(text)}`,
  )
}
