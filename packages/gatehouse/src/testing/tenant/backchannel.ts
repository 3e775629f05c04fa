// Implements POST /_tenant/backchannel-logout: makes a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4), and sends it to an
// application if requested. The order can replace any claim, to make an invalid token.
import * as z from 'zod'
import { findUser } from './directory.ts'
import { randomId } from './random.ts'
import { signCompact } from './signing.ts'
import type { Tenant } from './tenant.ts'

const LOGOUT_TOKEN_SECONDS = 120
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

const jsonObject = z.record(z.string(), z.unknown())

export const logoutOrder = z.strictObject({
  user: z.string().exactOptional(),
  sid: z.string().exactOptional(),
  /** A cookie of single sign-on: its person and its session are both named, as Auth0 does. */
  session: z.string().exactOptional(),
  client: z.string().default('local-app'),
  claims: jsonObject.default({}),
  header: jsonObject.default({}),
  key: z.enum(['current', 'unlisted']).default('current'),
  /** The URL of the application; without one the token is only returned. */
  url: z.url().exactOptional(),
})

export async function sendLogout(tenant: Tenant, order: z.infer<typeof logoutOrder>) {
  const user = order.user === undefined ? undefined : findUser(order.user)
  if (order.user !== undefined && user === undefined) throw new RangeError(`unknown user: ${order.user}`)
  const session = order.session === undefined ? null : await tenant.ledger.session(order.session)
  if (order.session !== undefined && session === null) throw new RangeError('nobody is logged in with this cookie')
  const key = (await tenant.ledger.keyRing())[order.key]
  const claims = {
    iss: tenant.issuer,
    aud: order.client,
    iat: tenant.nowSeconds,
    exp: tenant.nowSeconds + LOGOUT_TOKEN_SECONDS,
    jti: randomId(16),
    events: { [EVENT]: {} },
    ...(user !== undefined && { sub: user.id }),
    ...(order.sid !== undefined && { sid: order.sid }),
    ...(session !== null && { sub: session.userId, sid: session.id }),
    ...order.claims,
  }
  const header = { alg: 'RS256', typ: 'logout+jwt', kid: key.kid, ...order.header }
  // A claim of null is left out.
  const present = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null))
  const token = await signCompact(header, present, key, 'RS256')
  if (order.url === undefined) return { token, status: null }
  const { status } = await fetch(order.url, { method: 'POST', body: new URLSearchParams({ logout_token: token }) })
  return { token, status }
}
