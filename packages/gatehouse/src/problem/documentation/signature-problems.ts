// Documents the problems of webhooks and of their signatures.
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const SIGNATURE_DOCUMENTATION = {
  signature_missing: {
    why: 'The operation takes webhooks (`signedBy`), and the request lacks the headers of their signature.',
    remedy:
      'Send it from the service that signs. If that has no secret yet, create one there and set the variable here.',
  },
  signature_invalid: {
    why: 'The secrets of sender and gateway differ, the scheme is another one, or a proxy has changed the body: the signature is over its bytes.',
    remedy:
      'Set the variable that `signedBy` names to the secret of the sender, in the gateway and in the domain. While a secret is turned over, set both: `new,old`.',
  },
  signature_expired: {
    why: 'The signed time is more than five minutes from the time of the gateway. Somebody may be sending a request that was recorded.',
    remedy: 'Check the clock of the sender, and let it sign each attempt anew.',
  },
  signature_replayed: {
    why: 'This route has accepted the same signed request within the last five minutes, or within a day if the sender signs no time (GitHub).',
    remedy: 'Nothing, if the sender repeats what was answered. A request that failed with 5xx may be sent again.',
  },
} as const satisfies Record<string, ProblemDocumentation>
