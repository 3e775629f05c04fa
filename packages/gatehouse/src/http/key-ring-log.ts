// Logs the events of an isolate's key ring.
import type { KeyRingObserver } from '../access/index.ts'
import { describeError, log } from './log.ts'

/** Logs every refresh with its changes, and every failed request to a source. */
export const keyRingLog: KeyRingObserver = {
  adopted: ({ changes, termsChanged, tier }) => {
    for (const { issuer, added, gone } of changes)
      log('info', 'keys_refreshed', { issuer, tier, added, gone, termsChanged })
  },
  failed: (cause) => log('error', 'keys_refresh_failed', { cause: describeError(cause) }),
}
