// Lists how webhooks are signed.

/** How webhooks are signed. Each name is that of the sender, or of the specification that many senders follow. */
export const SIGNATURE_SCHEMES = ['standardWebhooks', 'stripe', 'github', 'slack', 'auth0Events'] as const

/** How a webhook is signed. */
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number]

/** Returns whether a value is the name of a scheme. */
export function isSignatureScheme(value: unknown): value is SignatureScheme {
  return SIGNATURE_SCHEMES.some((scheme) => scheme === value)
}
