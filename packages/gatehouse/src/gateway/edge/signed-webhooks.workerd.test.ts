// Tests that a webhook is accepted once by each route, where its sender signs nothing that tells two routes apart.
import { expect, test } from 'vitest'
import { github, signedBy } from '../../access/signed-by.ts'
import { outcomeOf } from '../../testing/access/support.ts'
import { webhookGate } from './signed-webhooks.ts'

const SECRET = 'a-secret-of-github-for-tests'

async function signatureOf(body: string): Promise<string> {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(SECRET), algorithm, false, ['sign'])
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(body)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

test('GitHub may send one event to two routes with one secret, and to each of them once', async () => {
  const objects = new Map<string, Set<string>>()
  const memory = {
    getByName: (name: string) => {
      const used = objects.get(name) ?? new Set<string>()
      objects.set(name, used)
      return {
        claim: async (signature: string) => !used.has(signature) && used.add(signature).size > 0,
        release: async () => undefined,
      }
    },
  }
  const headers = { 'x-hub-signature-256': `sha256=${await signatureOf('{}')}` }
  const [first, second] = ['receiveOrders', 'receiveReturns'].map((operationId) => {
    const policy = signedBy('GITHUB_WEBHOOK_SECRET', github)
    if (policy.kind !== 'signedBy') throw new TypeError('no policy of webhooks')
    const admit = webhookGate(policy, { operationId, bodyMaxBytes: 1_000 }, { secretOf: () => SECRET, memory })
    return () => outcomeOf(admit(new Request('https://api.example/hook', { method: 'POST', body: '{}', headers })))
  })
  expect([await first?.(), await second?.(), await first?.(), await second?.()]).toEqual([
    'passes',
    'passes',
    'signature_replayed',
    'signature_replayed',
  ])
})
