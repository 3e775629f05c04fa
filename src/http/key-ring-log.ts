// What happens to the keys of an isolate, as log lines.
import type { KeyRingObserver } from '#access'
import { describeError, log } from './log.ts'

/** Logs every change of a key set, and every source that could not be asked. */
export const keyRingLog: KeyRingObserver = {
  adopted: (changes, termsChanged) => {
    for (const { issuer, added, gone } of changes) {
      if (added.length > 0 || gone.length > 0) log('info', 'keys_changed', { issuer, added, gone, termsChanged })
    }
  },
  failed: (cause) => log('error', 'keys_refresh_failed', { cause: describeError(cause) }),
}
