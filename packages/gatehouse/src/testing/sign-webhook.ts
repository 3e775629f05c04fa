// Signs webhooks as their senders do, for tests.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { SignatureScheme } from '../access/index.ts'

/** What a test may say of a signature. */
export interface SignatureOptions {
  /** When it was signed, in seconds since the epoch; now unless it says otherwise. */
  readonly at?: number
}

/**
 * Returns the headers of a signed webhook.
 *
 * @param body as it is sent, to the last byte
 *
 * @example
 * import { signWebhook, useSystem, webhookSecret } from 'gatehouse/testing'
 * import { expect, test } from 'vitest'
 *
 * const system = useSystem()
 *
 * test('takes a webhook of Stripe', async () => {
 *   const body = JSON.stringify({ type: 'charge.succeeded' })
 *   const headers = signWebhook('stripe', webhookSecret('STRIPE_WEBHOOK_SECRET'), body)
 *   const answer = await system().fetch('/webhooks/stripe', { method: 'POST', headers, body })
 *   expect(answer.status).toBe(204)
 * })
 */
export function signWebhook(
  scheme: SignatureScheme,
  secret: string,
  body: string,
  { at = Math.floor(Date.now() / 1000) }: SignatureOptions = {},
): Record<string, string> {
  const hex = (text: string): string => createHmac('sha256', secret).update(text).digest('hex')
  switch (scheme) {
    case 'standardWebhooks': {
      const id = `msg_${randomUUID()}`
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
      return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` }
    }
    case 'stripe':
      return { 'stripe-signature': `t=${at},v1=${hex(`${at}.${body}`)}` }
    case 'github':
      return { 'x-hub-signature-256': `sha256=${hex(body)}` }
    case 'slack':
      return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${hex(`v0:${at}:${body}`)}` }
    case 'auth0Events':
      return { authorization: `Bearer ${secret}` }
    default:
      return scheme satisfies never
  }
}

/**
 * The secret that a system of `startSystem` has in a variable that a policy `signedBy` names, in the gateway and in every domain.
 *
 * @param variable the name of the variable
 *
 * @example
 * import { signWebhook, webhookSecret } from 'gatehouse/testing'
 *
 * export const headers = signWebhook('github', webhookSecret('GITHUB_WEBHOOK_SECRET'), '{}')
 */
export function webhookSecret(variable: string): string {
  return `whsec_${createHash('sha256').update(`a secret for tests alone: ${variable}`).digest('base64')}`
}
