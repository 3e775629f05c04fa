// Builds the trust document that the gateway would have: from .dev.vars, and from the key sets that the tenant publishes now.
import { type Clock, type KeySet, type TrustDocument, type TrustSource } from '../../access/index.ts'
import type { Configuration } from '../../tenant/configuration.ts'
import { fetchKeySet } from '../../tenant/keys/jwks-client.ts'

/** Returns the trust in the tenant of this configuration. A domain whose keys are not available is left out, as in the gateway. */
export function trustOf(configuration: Configuration, clock: Clock): TrustSource {
  const trust = async (): Promise<TrustDocument> => ({
    issuers: configuration.domains.map(({ issuer }) => issuer),
    audiences: configuration.audiences,
    clientId: configuration.clientId,
    claimNamespace: configuration.claimNamespace,
    profile: {},
    algorithms: configuration.algorithms,
    // The caller of this command has the token anyway.
    explainRefusals: true,
    keySets: await keySetsOf(configuration, clock),
    softAgeSeconds: configuration.keysSoftAgeSeconds,
    hardAgeSeconds: configuration.keysHardAgeSeconds,
    tier: 'tenant',
    asked: true,
  })
  return { trust, refresh: trust }
}

async function keySetsOf({ domains, algorithms }: Configuration, clock: Clock): Promise<KeySet[]> {
  const sets = domains.map(async (domain): Promise<KeySet[]> => {
    try {
      const { keys } = await fetchKeySet(domain, algorithms, (url, init) => fetch(url, init), clock)
      return [{ issuer: domain.issuer, keys, fetchedAt: clock.now() / 1000 }]
    } catch {
      return []
    }
  })
  return (await Promise.all(sets)).flat()
}
