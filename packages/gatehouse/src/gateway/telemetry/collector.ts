// Collects in the memory of an isolate what it hands over to the exchange: figures of requests, sign-ins, checks of its parts, and what it
// is. Everything is bounded, and is kept while nobody takes it.
import type { Principal } from '../../access/index.ts'
import type { IsolateReport } from '../exchange-types.ts'
import type { Figures } from '../figure-types.ts'
import type { Outcome, RecordedRequest } from '../handler.ts'
import type { OpenBreaker, PartReport } from '../health-types.ts'
import type { SignIn } from '../sign-in-types.ts'
import { addFigures, countRequest } from './figures.ts'
import { addChecks, noChecks } from './part-store.ts'
import { type Place, placeOf } from './place.ts'

/** How many sign-ins wait at most; further ones are not counted. */
const SIGN_INS_MAX = 500
/** Auth0's value of the claim `gty` in a token that a refresh token was exchanged for: nobody signed in for it. */
const RENEWAL = 'refresh_token'

/** What an isolate says about itself. */
export interface IsolateSource {
  /** The id of the Worker's version. */
  readonly version: string | null
  /** The circuit breakers of its origins, by service. */
  readonly breakers: () => Readonly<Record<string, OpenBreaker>>
}

/** A check of one part. */
interface CheckedPart {
  readonly name: string
  readonly ready: boolean
  readonly reason?: string
}

/** What an isolate has not handed over yet. */
export class Collector {
  readonly #source: IsolateSource
  #isolate: string | null = null
  #colo: string | null = null
  #figures: Figures = {}
  #signIns: SignIn[] = []
  #parts: Record<string, PartReport> = {}

  constructor(source: IsolateSource) {
    this.#source = source
  }

  /** Counts a request that was answered. */
  count(request: RecordedRequest, outcome: Outcome, place: Place | undefined): void {
    if (typeof place?.colo === 'string') this.#colo = place.colo
    countRequest(this.#figures, request, outcome, place)
  }

  /** Counts the sign-in of the user of a token that was verified for the first time. It was issued at that time. */
  readonly countVerified = (principal: Principal, request: object): void => {
    const { id, kind, clientId, provider, claims } = principal
    const { iat, gty } = claims
    if (kind !== 'user' || gty === RENEWAL || typeof iat !== 'number') return
    const grant = typeof gty === 'string' ? gty : null
    this.addSignIn({
      source: 'token',
      at: iat,
      subject: id,
      isFailed: false,
      provider,
      client: clientId,
      grant,
      country: countryOf(request),
    })
  }

  /** Counts a sign-in. */
  addSignIn(signIn: SignIn): void {
    if (this.#signIns.length < SIGN_INS_MAX) this.#signIns.push(signIn)
  }

  /** Counts a check of the parts. */
  addChecks(parts: readonly CheckedPart[]): void {
    for (const { name, ready, reason = null } of parts) {
      const checks = this.#parts[name] ?? noChecks()
      const reasons = reason === null ? {} : { [reason]: 1 }
      addChecks(checks, { ready: ready ? 1 : 0, failed: ready ? 0 : 1, reasons })
      this.#parts[name] = { ...checks, isReady: ready, reason }
    }
  }

  /** Returns what was collected since the last time. @param kids the ids of the isolate's keys */
  take(kids: readonly string[]): IsolateReport {
    // Not when the isolate starts: Workers have no random numbers before their first request.
    this.#isolate ??= crypto.randomUUID()
    const report = {
      isolate: this.#isolate,
      kids,
      version: this.#source.version,
      colo: this.#colo,
      figures: this.#figures,
      signIns: this.#signIns,
      parts: this.#parts,
      breakers: openOnes(this.#source.breakers()),
    }
    this.#figures = {}
    this.#signIns = []
    this.#parts = {}
    return report
  }

  /** Takes a report back that could not be handed over: it goes with the next one. */
  keep({ figures, signIns = [], parts = {} }: IsolateReport): void {
    addFigures(this.#figures, figures)
    this.#signIns = [...signIns, ...this.#signIns].slice(0, SIGN_INS_MAX)
    for (const [name, part] of Object.entries(parts)) {
      const newer = this.#parts[name]
      if (newer !== undefined) addChecks(part, newer)
      this.#parts[name] = newer === undefined ? part : { ...newer, ...checksOf(part) }
    }
  }
}

/** The country of a request's client; `null` where it is unknown. */
export function countryOf(request: object): string | null {
  const { country } = placeOf(request) ?? {}
  return typeof country === 'string' ? country : null
}

function checksOf({ ready, failed, reasons }: PartReport) {
  return { ready, failed, reasons }
}

function openOnes(breakers: Readonly<Record<string, OpenBreaker>>): Record<string, OpenBreaker> {
  return Object.fromEntries(
    Object.entries(breakers).filter(([, { state, slowOperations }]) => state !== 'closed' || slowOperations > 0),
  )
}
