// Answers POST /auth/events: takes the tenant's events over. An answer of success means that the storage has what they mean, because the
// tenant sends nothing again that was answered so.
import { isRecord } from '../../access/index.ts'
import { systemClock } from '../../http/clock.ts'
import { log } from '../../http/log.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { keptSecondsOf } from '../edge/revocation-lifetime.ts'
import type { SignIn } from '../sign-in-types.ts'
import type { Tenant } from '../tenant-types.ts'
import { type EventMeaning, meaningOf } from './tenant-event.ts'

/** How many events one request may have: a log stream sends up to 100 entries at once. */
const EVENTS_MAX = 500

/**
 * Takes the events in the body of a request over. The signature of the request was verified before.
 *
 * @throws ProblemError `request_invalid`: then none of them was taken over; `exchange_unavailable`, `not_configured`
 */
export async function acceptTenantEvents(
  request: Request,
  requestId: string,
  { configuration, exchange }: Pick<Tenant, 'configuration' | 'exchange'>,
): Promise<void> {
  const nowSeconds = systemClock.now() / 1000
  const meanings = read(await request.text()).map((event) => meaningOf(event, nowSeconds))
  const errors = meanings.flatMap((meaning) =>
    meaning.kind === 'invalid' ? [{ in: 'body', path: meaning.path, message: meaning.message }] : [],
  )
  if (errors.length > 0) throw new ProblemError('request_invalid', { errors })
  const keptSeconds = keptSecondsOf(configuration())
  for (const { target, at } of meanings.filter(isRevocation)) {
    // All that was issued before has ended already.
    if (at + keptSeconds <= nowSeconds) continue
    await exchange.revoke({ ...target, issuedBefore: at, keptSeconds, source: 'tenant', isUndone: false })
    log('info', 'tokens_revoked', { requestId, kind: target.kind })
  }
  const signIns = meanings.flatMap((meaning): SignIn[] => (meaning.kind === 'signIn' ? [meaning.signIn] : []))
  if (signIns.length > 0) await exchange.recordSignIns(signIns)
}

function isRevocation(meaning: EventMeaning): meaning is Extract<EventMeaning, { kind: 'revocation' }> {
  return meaning.kind === 'revocation'
}

// An event stream sends one object a request, and a log stream a list.
function read(text: string): readonly Readonly<Record<string, unknown>>[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw notReadable('is not well-formed JSON')
  }
  const events: readonly unknown[] = Array.isArray(json) ? json : [json]
  if (events.length > EVENTS_MAX) throw notReadable(`has more than ${EVENTS_MAX} events`)
  return events.map((event) => {
    if (!isRecord(event)) throw notReadable('is neither an object nor a list of objects')
    return event
  })
}

function notReadable(message: string): ProblemError {
  return new ProblemError('request_invalid', { errors: [{ in: 'body', path: '', message }] })
}
