// Tests what is logged, and above all what is not: no token that was ever sent, whole or in parts, valid or not.
import { expect, test } from 'vitest'
import { bearer, linesOf, type System, withSystem } from '../../src/testing/system.ts'
import { domainWorkerName } from '../../src/project/config-files.ts'

const JWKS = '/.well-known/jwks.json'

const ORDERS: readonly Readonly<Record<string, unknown>>[] = [
  { scope: 'read:payments' },
  { alg: 'PS256' },
  { expiresInSeconds: -60 },
  { claims: { aud: 'https://other.example' } },
  { claims: { iss: 'https://other.example/' } },
  { claims: { nbf: 4_000_000_000, exp: 4_000_000_060 } },
  { claims: { sub: 1 } },
  { claims: { cnf: { jkt: 'A'.repeat(43) } } },
  { kind: 'id' },
  { key: 'unlisted' },
  { alg: 'HS256-with-public-key' },
  { alg: 'none' },
  { header: { crit: ['exp'] } },
]

// As the platform might show them too: the whole, and each part that is long enough to be told.
function partsOf(token: string): string[] {
  return [token, ...token.split('.')].filter((part) => part.length > 16)
}

async function showEverywhere(system: System, token: string): Promise<void> {
  for (const path of ['/payments', '/me', '/status/figures', '/search?q=token', '/nowhere']) {
    await system.fetch(path, { headers: bearer(token) })
  }
  await system.fetch('/payments', { headers: { authorization: `DPoP ${token}`, dpop: token } })
  await system.fetch('/payments', { headers: { authorization: `Bearer ${token}, Bearer ${token}` } })
  await system.fetch(`/payments?access_token=${token}`, { headers: { cookie: `token=${token}`, 'x-token': token } })
  await system.fetch('/payments', {
    method: 'POST',
    headers: { ...bearer(token), 'content-type': 'application/json' },
    body: JSON.stringify({ token, amount: token }),
  })
  const payments = system.harness.getWorker(domainWorkerName('payments'))
  await payments.fetch('/payments', { headers: bearer(token) })
}

test('no line holds a token, whatever was sent and however it ended, with keys and without', async () => {
  await withSystem({}, async (system) => {
    const tokens = await Promise.all(ORDERS.map((order) => system.mint({ user: 'reader@example.com', ...order })))
    const opaque = 'q83vEjRWeJq83vEjRWeJq83vEjRWeJ'
    const sent = [...tokens, opaque, `${tokens[0]}.${tokens[1]}`]
    await system.control('POST', 'faults', { path: JWKS, status: 500 })
    for (const token of sent) await showEverywhere(system, token)
    expect(linesOf(system).join()).toContain('"code":"keys_unavailable"')
    await system.control('DELETE', 'faults')
    await system.harness.update((options) => options)
    for (const token of sent) await showEverywhere(system, token)
    const log = linesOf(system).join('\n')
    expect(log).toContain('"event":"keys_refreshed"')
    expect(sent.flatMap(partsOf).filter((part) => log.includes(part))).toEqual([])
  })
})
