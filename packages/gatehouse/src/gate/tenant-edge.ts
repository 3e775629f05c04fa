// Connects the tenant's part to the runtime: it stores and fetches keys in a Worker, and logs events. Both the gateway and a separate
// gate use it.
import { waitUntil } from 'cloudflare:workers'
import type { ProfileShape, RefusalTerms } from '../access/index.ts'
import { systemClock } from '../http/clock.ts'
import { describeError, log } from '../http/log.ts'
import type { Configuration } from '../tenant/configuration.ts'
import type { KeyValueStore } from '../tenant/keys/key-cache.ts'
import { KeyStore } from '../tenant/keys/key-store.ts'
import type { TenantLog } from '../tenant/tenant-log.ts'

/**
 * Makes the store of the tenant's keys.
 *
 * @param profile the claims that the tenant adds to its tokens
 * @param refusals what refusals say otherwise than by default
 */
export function openKeyStore(
  configuration: Configuration,
  profile: ProfileShape,
  store: KeyValueStore,
  refusals?: RefusalTerms,
): KeyStore {
  return new KeyStore({
    configuration,
    profile,
    refusals,
    store,
    fetch: fetchFromTenant,
    clock: systemClock,
    background: { waitUntil },
    log: logOfTenant,
  })
}

/** Asks the tenant. */
export async function fetchFromTenant(url: string, init: RequestInit): Promise<Response> {
  return await fetch(url, init)
}

/** Writes an event of the tenant's part to the log. */
export function logOfTenant(...[event, { cause, ...facts }]: Parameters<TenantLog>): void {
  log('warn', event, { ...facts, ...(cause === undefined ? {} : { cause: describeError(cause) }) })
}
