// Defines the policy of a route that webhooks call: the sender and the gateway share a secret, and the request proves it.
import type { Policy } from './policy.ts'
import { isSignatureScheme, SIGNATURE_SCHEMES, type SignatureScheme } from './signature-schemes.ts'

/** The policy of a route for signed webhooks. */
export type SignedByPolicy = Extract<Policy, { readonly kind: 'signedBy' }>

/**
 * The scheme of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body. Svix, Clerk and many others use it.
 *
 * @example
 * import { signedBy, standardWebhooks } from 'gatehouse/access'
 *
 * export const access = signedBy('CLERK_WEBHOOK_SECRET', standardWebhooks)
 */
export const standardWebhooks: SignatureScheme = 'standardWebhooks'

/**
 * The scheme of Stripe: HMAC-SHA256 over time and body, in the header `Stripe-Signature`.
 *
 * @example
 * import { signedBy, stripe } from 'gatehouse/access'
 *
 * export const access = signedBy('STRIPE_WEBHOOK_SECRET', stripe)
 */
export const stripe: SignatureScheme = 'stripe'

/**
 * The scheme of GitHub: HMAC-SHA256 over the body, in the header `X-Hub-Signature-256`. GitHub signs no time.
 *
 * @example
 * import { github, signedBy } from 'gatehouse/access'
 *
 * export const access = signedBy('GITHUB_WEBHOOK_SECRET', github)
 */
export const github: SignatureScheme = 'github'

/**
 * The scheme of Slack: HMAC-SHA256 over time and body, in the header `X-Slack-Signature`.
 *
 * @example
 * import { signedBy, slack } from 'gatehouse/access'
 *
 * export const access = signedBy('SLACK_SIGNING_SECRET', slack)
 */
export const slack: SignatureScheme = 'slack'

/**
 * The scheme of Auth0's event streams: the secret itself, as a Bearer token. Auth0 signs nothing, so a handler must accept an event twice.
 *
 * @example
 * import { auth0Events, signedBy } from 'gatehouse/access'
 *
 * export const access = signedBy('AUTH0_EVENTS_TOKEN', auth0Events)
 */
export const auth0Events: SignatureScheme = 'auth0Events'

const VARIABLE = /^[A-Z][A-Z\d_]*$/

/**
 * Requires a webhook that was signed with a secret. No token is read, and nothing reaches the service before the signature was checked over
 * the bytes of the body. It stands alone: `and` and `or` do not take it.
 *
 * A missing, wrong or old signature is refused with 401 `signature_missing`, `signature_invalid` or `signature_expired`; one that was used
 * before with 409 `signature_replayed`.
 *
 * @param secret the name of the variable with the secret, in the gateway and in the domain: each verifies. While it is turned over, its
 *   value has two secrets, separated by a comma
 * @param scheme how the sender signs
 * @throws TypeError for a name that is no name of a variable, and for an unknown scheme
 *
 * @example
 * import { signedBy, stripe } from 'gatehouse/access'
 *
 * export const access = signedBy('STRIPE_WEBHOOK_SECRET', stripe)
 */
export function signedBy(secret: string, scheme: SignatureScheme): Policy {
  if (!VARIABLE.test(secret)) throw new TypeError(`"${secret}" is no name of a variable, such as STRIPE_WEBHOOK_SECRET`)
  if (!isSignatureScheme(scheme))
    throw new TypeError(`"${String(scheme)}" is no scheme of a signature: use one of ${SIGNATURE_SCHEMES.join(', ')}`)
  return { kind: 'signedBy', secret, scheme }
}
