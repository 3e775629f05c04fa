// The settings of a peer on Node, from its environment.
import { env } from 'node:process'

/** Where to listen, whom to trust, and, for a gateway, where the service is. */
export const settings = {
  port: Number(text('PORT')),
  issuer: text('ISSUER'),
  audience: text('AUDIENCE'),
  serviceUrl: env['SERVICE_URL'],
}

function text(name: string): string {
  const value = env[name]
  if (value === undefined) throw new TypeError(`${name} is not set`)
  return value
}
