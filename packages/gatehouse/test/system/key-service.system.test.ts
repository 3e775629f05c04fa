// Tests what a domain gets over its AUTH binding: the trust document and no more, and nothing when the gateway has none.
import { expect, test } from 'vitest'
import { DEFAULT_ALGORITHMS, type TrustDocument, type TrustSource } from '../../src/access/index.ts'
import { AUDIENCE, bearer, type System, withSystem } from '../../src/testing/system.ts'
import { PROFILE } from '../application/src/profile.ts'
import { domainWorkerName } from '../../src/project/config-files.ts'

const DOMAINS = ['payments', 'search', 'insights'].map(domainWorkerName)
const SECRETS = /local-app-secret|secret|callback|"(?:d|p|q|dp|dq|qi|k)":/i

const FIELDS = {
  issuers: true,
  audiences: true,
  clientId: true,
  claimNamespace: true,
  profile: true,
  algorithms: true,
  explainRefusals: true,
  keySets: true,
  softAgeSeconds: true,
  hardAgeSeconds: true,
  tier: true,
  asked: true,
} as const satisfies Record<Exclude<keyof TrustDocument, 'refusals'>, true>

async function checkDocument(system: System, domain: string): Promise<void> {
  const { AUTH: service } = await system.harness.getWorker<{ AUTH: TrustSource }>(domain).getEnv()
  const { current, next } = await system.control('GET', 'keys')
  const issuer = `${system.tenantUrl}/`
  // A call from here holds up the network, which runs here too: the gateway must have its keys already.
  const token = await system.token({ scope: 'read:payments' })
  expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
  const document = await service.trust(false)
  expect(Object.keys(document).toSorted()).toEqual(Object.keys(FIELDS).toSorted())
  expect(document).toEqual({
    issuers: [issuer],
    audiences: [AUDIENCE],
    clientId: 'local-app',
    claimNamespace: 'https://gatehouse.local',
    profile: PROFILE,
    algorithms: DEFAULT_ALGORITHMS,
    explainRefusals: true,
    keySets: [{ issuer, fetchedAt: expect.any(Number), keys: expect.any(Array) }],
    softAgeSeconds: 600,
    hardAgeSeconds: 86_400,
    tier: 'binding',
    asked: false,
  })
  const keys = document.keySets.flatMap((set) => set.keys)
  expect(keys.map(({ kid }) => kid)).toEqual([current, next])
  for (const key of keys) expect(Object.keys(key).toSorted()).toEqual(['e', 'kid', 'kty', 'n'])
  expect(JSON.stringify(document)).not.toMatch(SECRETS)
  const refreshed = await service.refresh('unheard-of', issuer)
  expect(Object.keys(refreshed).toSorted()).toEqual(Object.keys(FIELDS).toSorted())
  expect(JSON.stringify(refreshed)).not.toMatch(SECRETS)
}

test('the trust document that every domain gets holds what verifying needs, and no secret', async () => {
  await withSystem({}, async (system) => {
    for (const domain of DOMAINS) await checkDocument(system, domain)
  })
})

test('a domain that is asked while its gateway is not configured says 503 with Retry-After, never 401', async () => {
  await withSystem({ vars: { AUTH0_AUDIENCE: '' } }, async (system) => {
    const token = await system.token({ user: 'reader', scope: 'read:payments' })
    const payments = system.harness.getWorker(domainWorkerName('payments'))
    for (const shown of [token, await system.mint({ key: 'unlisted' })]) {
      const answer = await payments.fetch('/payments', { headers: bearer(shown) })
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.headers.get('www-authenticate')).toBeNull()
      expect(await answer.json()).toMatchObject({ code: 'keys_unavailable' })
    }
    // Whoever shows no token at all is told so: that needs no keys.
    expect((await payments.fetch('/payments')).status).toBe(401)
    const search = await system.harness.getWorker(domainWorkerName('search')).fetch('/search?q=token')
    expect(search.status).toBe(200)
  })
})
