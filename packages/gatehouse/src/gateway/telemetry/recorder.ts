// Records every request after its response: one log line, the isolate's counters, and a data point for Workers Analytics Engine if it is
// bound. It never records a token, a query, a body, or a path with an id in it.
import type { Background } from '../../access/index.ts'
import { log } from '../../http/log.ts'
import { Counters, type Counts } from './counters.ts'
import type { Collector } from './collector.ts'
import type { Place } from './place.ts'
import type { SignIn } from '../sign-in-types.ts'
import type { SubjectHash } from '../edge/subject-hash.ts'
import type { Outcome, RecordedRequest } from '../handler.ts'

/** The part of an Analytics Engine dataset that is used here. */
export interface Dataset {
  writeDataPoint(point: { indexes: string[]; blobs: (string | null)[]; doubles: number[] }): void
}

/** Records requests. */
export class Recorder {
  readonly #counters = new Counters()
  readonly #subjects: SubjectHash
  readonly #dataset: Dataset | undefined
  readonly #collector: Collector | undefined

  /** @param collector collects what all isolates count together; nothing by default */
  constructor(subjects: SubjectHash, dataset: Dataset | undefined, collector?: Collector) {
    this.#subjects = subjects
    this.#dataset = dataset
    this.#collector = collector
  }

  /** Records the sign-in of the user of a token that was verified for the first time; `undefined` where nobody counts them. */
  get verified(): Collector['countVerified'] | undefined {
    return this.#collector?.countVerified
  }

  /** Records a login by the gateway itself. */
  recordSignIn(signIn: SignIn): void {
    this.#collector?.addSignIn(signIn)
  }

  /** Records a check of the parts. */
  recordChecks(parts: Parameters<Collector['addChecks']>[0]): void {
    this.#collector?.addChecks(parts)
  }

  /** Records a request that was answered. @param background keeps the log line alive that needs a hash first */
  record(context: RecordedRequest, outcome: Outcome, background: Background, place?: Place): void {
    this.#counters.count(context, outcome)
    this.#collector?.count(context, outcome, place)
    this.#measure(context, outcome)
    const principal = context.verdict?.principal
    const subject = principal === undefined ? null : this.#subjects.recall(principal)
    if (subject !== undefined || principal === undefined) logRequest(context, outcome, subject ?? null)
    else background.waitUntil(this.#subjects.make(principal).then((hash) => logRequest(context, outcome, hash)))
  }

  /** Returns the counts. */
  inspect(): Counts {
    return this.#counters.inspect()
  }

  // Blobs and doubles are identified by their order: docs/observability.md lists them.
  #measure({ row, method, verdict }: RecordedRequest, { status, code, millis }: Outcome): void {
    this.#dataset?.writeDataPoint({
      indexes: [row?.service ?? 'gateway'],
      blobs: [
        row?.path ?? null,
        method,
        String(status),
        code,
        verdict?.tier ?? null,
        verdict?.principal.kind ?? null,
        verdict?.principal.clientId ?? null,
      ],
      doubles: [millis, verdict?.remembered === true ? 1 : 0],
    })
  }
}

function logRequest(
  { startedAt, requestId, traceId, platformTraceId, method, row, verdict }: RecordedRequest,
  outcome: Outcome,
  subject: string | null,
) {
  log('info', 'request', {
    time: new Date(startedAt).toISOString(),
    requestId,
    traceId: platformTraceId ?? traceId,
    method,
    route: row?.path ?? null,
    status: outcome.status,
    code: outcome.code,
    ms: outcome.millis,
    service: row?.service ?? null,
    tier: verdict?.tier ?? null,
    remembered: verdict?.remembered ?? false,
    kind: verdict?.principal.kind ?? null,
    client: verdict?.principal.clientId ?? null,
    subject,
  })
}
