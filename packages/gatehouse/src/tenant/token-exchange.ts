// Exchanges the tokens of callers for tokens of services (RFC 8693), on behalf of one application of the tenant. Requests of one caller share an
// exchange, and its token is used until shortly before its end. There is no fall-back to the token of the caller.
import { type Background, type KeySet, type RevocableCredential, withTimeLimit } from '../access/index.ts'
import type { ExchangeRule } from '../http/exchange-rule.ts'
import { isOfPerson } from '../problem/login-errors.ts'
import { ProblemError } from '../problem/problem-error.ts'
import { haveCommonKey } from './common-key.ts'
import { type ExchangePace, PACE_WAIT_MILLIS, TooManyExchanges } from './exchange-pace.ts'
import { type CallerToken, type ExchangedToken, type ExchangeTerms, readExchangedToken } from './exchanged-token.ts'
import type { ExchangedTokenStore } from './exchanged-token-store.ts'
import { dropOldest } from './login/drop-oldest.ts'
import { TENANT_TIMEOUT_MILLIS, type Tokens } from './login/tenant-client.ts'
import { TenantRefusal } from './login/tenant-refusal.ts'
import type { TenantLog } from './tenant-log.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

/** A token with less remaining time is exchanged again: it must be valid until its request ends. */
const EXCHANGE_BEFORE_SECONDS = 60
/** How many tokens an isolate remembers, some 3 KiB each. */
const REMEMBERED_MAX = 1_000
/** How long a request waits for an exchange: I/O ends with its request, so an exchange of another request may never settle. */
const EXCHANGE_WAIT_MILLIS = PACE_WAIT_MILLIS + 2 * TENANT_TIMEOUT_MILLIS + 2_000
/** How long a failed exchange is not repeated: not every request may ask a tenant that refuses or fails. */
const EXCHANGE_REST_MILLIS = 5_000

/** The dependencies of an exchange. */
export interface TokenExchangeOptions extends ExchangeTerms {
  readonly grant: (type: string, fields: Readonly<Record<string, string>>) => Promise<Tokens>
  readonly pace: Pick<ExchangePace, 'pause' | 'turn'>
  /** The copies for other isolates; `null` for none. */
  readonly store: Pick<ExchangedTokenStore, 'read' | 'write'> | null
  /** The keys of the issuers, as far as they are known here. */
  readonly keySets: () => readonly KeySet[]
  /** Whether a token was revoked, as far as is known here. */
  readonly isRevoked: (credential: RevocableCredential) => boolean
  readonly log: TenantLog
}

interface Flight {
  readonly done: Promise<ExchangedToken>
  readonly sinceMillis: number
  /** Until when it applies, also when it has failed. */
  untilMillis: number
}

/** The exchanges of one isolate. */
export class TokenExchange {
  readonly #options: TokenExchangeOptions
  /** Those that are under way. The pace limits how many there are. */
  readonly #flights = new Map<string, Flight>()
  /** Those that have failed, as long as they are not repeated. */
  readonly #failed = new Map<string, Flight>()
  readonly #remembered = new Map<string, ExchangedToken>()

  constructor(options: TokenExchangeOptions) {
    this.#options = options
  }

  /**
   * Returns a token for a service with the subject of the caller.
   *
   * @param caller with a token that the gate has accepted, with its proof if it is bound: the tenant does not check that
   * @param background keeps an exchange alive that this request starts, also when its client has disconnected
   * @throws ProblemError `token_exchange_refused` when the tenant issues no such token for this caller, or has not issued the caller's,
   *   `token_exchange_limited` when it issues too many, `tenant_unavailable` when it cannot be reached, or answers with a token that does not fit
   */
  async tokenFor(caller: CallerToken, rule: ExchangeRule, background: Background): Promise<string> {
    const { clock } = this.#options
    const key = [rule.audience, rule.scopes.join(' '), caller.token, caller.subject].join('\n')
    const known = this.#remembered.get(key)
    if (known !== undefined && this.#isUsable(known)) return known.accessToken
    const found = this.#flights.get(key) ?? this.#failed.get(key)
    const flight =
      found !== undefined && clock.now() < found.untilMillis ? found : this.#start(key, caller, rule, background)
    if (flight !== found) background.waitUntil(flight.done.catch(() => undefined))
    const leftMillis = flight.sinceMillis + EXCHANGE_WAIT_MILLIS - clock.now()
    return (await withTimeLimit(flight.done, leftMillis, clock, unavailable)).accessToken
  }

  #isUsable({ expiresAt, credential }: ExchangedToken): boolean {
    const { clock, isRevoked } = this.#options
    return expiresAt - clock.now() / 1000 > EXCHANGE_BEFORE_SECONDS && !isRevoked(credential)
  }

  #start(key: string, caller: CallerToken, rule: ExchangeRule, background: Background): Flight {
    const { clock } = this.#options
    const sinceMillis = clock.now()
    this.#forget(sinceMillis)
    const done = this.#renew(key, caller, rule, background)
    const flight: Flight = { done, sinceMillis, untilMillis: sinceMillis + EXCHANGE_WAIT_MILLIS }
    this.#flights.set(key, flight)
    done.then(
      () => this.#end(key, flight),
      (error: unknown) => {
        flight.untilMillis = clock.now() + restMillisAfter(error)
        if (!this.#end(key, flight)) return
        this.#failed.set(key, flight)
        dropOldest(this.#failed, REMEMBERED_MAX)
      },
    )
    return flight
  }

  // Returns whether it was the current one of its key.
  #end(key: string, flight: Flight): boolean {
    return this.#flights.get(key) === flight && this.#flights.delete(key)
  }

  // Whatever is over: a key has the token of a caller.
  #forget(nowMillis: number): void {
    for (const [key, { expiresAt }] of this.#remembered)
      if (expiresAt - nowMillis / 1000 <= EXCHANGE_BEFORE_SECONDS) this.#remembered.delete(key)
    for (const flights of [this.#flights, this.#failed])
      for (const [key, { untilMillis }] of flights) if (untilMillis <= nowMillis) flights.delete(key)
  }

  async #renew(key: string, caller: CallerToken, rule: ExchangeRule, background: Background): Promise<ExchangedToken> {
    this.#checkIssuer(caller, rule)
    const token = (await this.#stored(caller, rule)) ?? (await this.#exchange(caller, rule, background))
    this.#remembered.set(key, token)
    dropOldest(this.#remembered, REMEMBERED_MAX)
    return token
  }

  // A token of another issuer is none of the tenant's business: it could use it there. That a domain is another one of the tenant's is the
  // word of the configuration, and its keys prove it.
  #checkIssuer({ issuer }: CallerToken, { audience }: ExchangeRule): void {
    const { issuers, keySets, log } = this.#options
    const [own = issuer] = issuers
    if (issuer !== null && issuers.includes(issuer)) {
      const isOwn = issuer === own || haveCommonKey(keySets(), issuer, own ?? issuer)
      if (isOwn === true) return
      if (isOwn === null) throw unavailable()
    }
    log('token_exchange_refused', { audience, error: 'foreign_issuer', description: 'the token is of another issuer' })
    throw new ProblemError('token_exchange_refused')
  }

  // That of another isolate, which may have been asked for by other terms, or was revoked since.
  async #stored(caller: CallerToken, rule: ExchangeRule): Promise<ExchangedToken | null> {
    const stored = await this.#options.store?.read(caller, rule)
    if (stored === null || stored === undefined) return null
    const token = readExchangedToken(stored, caller, rule, this.#options)
    return typeof token !== 'string' && this.#isUsable(token) ? token : null
  }

  async #exchange(caller: CallerToken, rule: ExchangeRule, background: Background): Promise<ExchangedToken> {
    const { grant, pace, store, log } = this.#options
    const { audience, scopes } = rule
    try {
      await pace.turn()
      const tokens = await grant(GRANT, {
        subject_token: caller.token,
        subject_token_type: ACCESS_TOKEN,
        requested_token_type: ACCESS_TOKEN,
        audience,
        ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      })
      const token = readExchangedToken(tokens, caller, rule, this.#options)
      if (typeof token !== 'string') {
        if (store !== null)
          background.waitUntil(store.write(caller, rule, token, token.expiresAt - EXCHANGE_BEFORE_SECONDS))
        return token
      }
      log('token_exchange_unfit', { audience, fault: token })
    } catch (cause) {
      const { retryAfterSeconds, cause: answered } = cause instanceof ProblemError ? cause.facts : {}
      // The tenant itself has said that it was too much.
      if (answered instanceof TooManyExchanges && retryAfterSeconds !== undefined) {
        pace.pause(retryAfterSeconds)
        log('token_exchange_limited', { audience, retryAfterSeconds })
      }
      if (!(cause instanceof TenantRefusal)) throw cause
      log('token_exchange_refused', { audience, error: cause.error, description: cause.description })
      if (isOfPerson(cause)) throw new ProblemError('token_exchange_refused', { cause })
    }
    throw unavailable()
  }
}

function restMillisAfter(error: unknown): number {
  const seconds = error instanceof ProblemError ? error.facts.retryAfterSeconds : undefined
  return seconds === undefined ? EXCHANGE_REST_MILLIS : seconds * 1000
}

function unavailable(): ProblemError {
  return new ProblemError('tenant_unavailable')
}
