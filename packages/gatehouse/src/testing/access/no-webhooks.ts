// The dependencies of signed webhooks for a gateway without any.
import type { WebhookDependencies } from '../../gateway/edge/signed-webhooks.ts'

/** Returns them: there is no secret, and nothing is remembered. */
export function noWebhooks(): WebhookDependencies {
  const nothing = { claim: () => Promise.reject(new Error('no memory')), release: async () => undefined }
  return { secretOf: () => undefined, memory: { getByName: () => nothing } }
}
