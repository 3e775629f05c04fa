// Answers GET and POST /admin/revocations.
import type { RevocationKind, RevocationTarget } from '../../access/index.ts'
import { systemClock } from '../../http/clock.ts'
import { log } from '../../http/log.ts'
import type { Tenant } from '../tenant-types.ts'
import { keptSecondsOf } from '../edge/revocation-lifetime.ts'
import { readRevocation } from './revocation-order.ts'

/** A revocation that is stored. Times are in seconds since the epoch. */
export interface StoredRevocation {
  readonly kind: RevocationKind
  readonly undone: boolean
  readonly issuedBefore: number
  readonly endsAt: number
  /** When every isolate that serves knows it. */
  readonly heldWithinSeconds: number
}

/**
 * Stores the revocation that a request asks for.
 *
 * @throws ProblemError `request_invalid`, `exchange_unavailable`, `not_configured`
 */
export async function revokeTokens(
  request: Request,
  requestId: string,
  { configuration, exchange }: Pick<Tenant, 'configuration' | 'exchange'>,
): Promise<StoredRevocation> {
  const { target, isUndone } = await readRevocation(request)
  const keptSeconds = keptSecondsOf(configuration())
  const issuedBefore = Math.floor(systemClock.now() / 1000)
  await exchange.revoke({ ...target, issuedBefore, keptSeconds, source: 'operator', isUndone })
  // The line of the request has the same id, and says who sent it. Names stay out of the log: they are often those of persons.
  log('info', isUndone ? 'revocation_undone' : 'tokens_revoked', { requestId, kind: target.kind })
  return {
    kind: target.kind,
    undone: isUndone,
    issuedBefore,
    endsAt: issuedBefore + keptSeconds,
    heldWithinSeconds: (2 * exchange.periodMillis) / 1000,
  }
}

/** How many revocations are listed: the others are counted. */
const LISTED_MAX = 500

/** Returns the revocations that hold, each as an order names it. @throws ProblemError `exchange_unavailable` */
export async function listRevocations({ exchange }: Pick<Tenant, 'exchange'>) {
  const { revocations, count } = await exchange.list(LISTED_MAX)
  const listed = revocations.map(({ kind, name, issuedBefore, endsAt, source }) => ({
    target: namedTarget({ kind, name }),
    issuedBefore,
    endsAt,
    source,
  }))
  return { revocations: listed, count }
}

// The opposite of revocation-order.ts.
function namedTarget({ kind, name }: RevocationTarget): object {
  if (kind === 'all') return { all: true }
  if (kind !== 'member') return { [kind]: name }
  const space = name.indexOf(' ')
  return { member: { organization: name.slice(0, space), subject: name.slice(space + 1) } }
}
