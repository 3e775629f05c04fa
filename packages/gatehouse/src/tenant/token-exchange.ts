// Exchanges the tokens of callers for tokens of services (RFC 8693), on behalf of one application of the tenant. Requests of one caller share an
// exchange, and its token is used until shortly before its end. There is no fall-back to the token of the caller.
import { decodeJwt, errors } from 'jose'
import { type Background, type Clock, isRecord, withTimeLimit } from '../access/index.ts'
import { isOfPerson } from '../problem/login-errors.ts'
import { ProblemError } from '../problem/problem-error.ts'
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
const EXCHANGE_WAIT_MILLIS = 2 * TENANT_TIMEOUT_MILLIS + 1_000
/** How long a failed exchange is not repeated: not every request may ask a tenant that refuses or fails. */
const EXCHANGE_REST_MILLIS = 5_000

/** What a service gets. */
export interface ExchangeRule {
  /** The audience of the service: the identifier of its API at the tenant. */
  readonly audience: string
  /** The scopes to ask for; the tenant grants at most these. */
  readonly scopes: readonly string[]
}

/** The verified token of a caller. */
export interface CallerToken {
  readonly token: string
  readonly subject: string
}

/** The dependencies of an exchange. */
export interface TokenExchangeOptions {
  /** Of the application that exchanges: the tokens must name it as the actor. */
  readonly clientId: string
  /** The issuer of the tokens, with a slash at its end. */
  readonly issuer: string
  readonly grant: (type: string, fields: Readonly<Record<string, string>>) => Promise<Tokens>
  readonly clock: Clock
  readonly log: TenantLog
}

interface Flight {
  readonly done: Promise<Tokens>
  readonly sinceMillis: number
  /** Until when it applies, also when it has failed. */
  untilMillis: number
}

/** The exchanges of one isolate. */
export class TokenExchange {
  readonly #options: TokenExchangeOptions
  readonly #flights = new Map<string, Flight>()
  readonly #remembered = new Map<string, Tokens>()

  constructor(options: TokenExchangeOptions) {
    this.#options = options
  }

  /**
   * Returns a token for a service with the subject of the caller.
   *
   * @param caller with a token that the gate has accepted, with its proof if it is bound: the tenant does not check that
   * @param background keeps an exchange alive that this request starts, also when its client has disconnected
   * @throws ProblemError `token_exchange_refused` when the tenant issues no such token for this caller, `tenant_unavailable` when it
   *   cannot be reached, limits us, or answers with a token that does not fit
   */
  async tokenFor(caller: CallerToken, rule: ExchangeRule, background: Background): Promise<string> {
    const { clock } = this.#options
    const key = [rule.audience, rule.scopes.join(' '), caller.token, caller.subject].join('\n')
    const known = this.#remembered.get(key)
    if (known !== undefined && known.expiresAt - clock.now() / 1000 > EXCHANGE_BEFORE_SECONDS) return known.accessToken
    const found = this.#flights.get(key)
    const flight = found !== undefined && clock.now() < found.untilMillis ? found : this.#start(key, caller, rule)
    if (flight !== found) background.waitUntil(flight.done.catch(() => undefined))
    const leftMillis = Math.max(0, flight.sinceMillis + EXCHANGE_WAIT_MILLIS - clock.now())
    return (await withTimeLimit(flight.done, leftMillis, clock, unavailable)).accessToken
  }

  #start(key: string, caller: CallerToken, rule: ExchangeRule): Flight {
    const { clock } = this.#options
    const sinceMillis = clock.now()
    this.#forget(sinceMillis)
    const done = this.#renew(key, caller, rule)
    const flight: Flight = { done, sinceMillis, untilMillis: sinceMillis + EXCHANGE_WAIT_MILLIS }
    this.#flights.set(key, flight)
    dropOldest(this.#flights, REMEMBERED_MAX)
    done.then(
      () => this.#flights.get(key) === flight && this.#flights.delete(key),
      () => (flight.untilMillis = clock.now() + EXCHANGE_REST_MILLIS),
    )
    return flight
  }

  // Whatever is over: a key has the token of a caller.
  #forget(nowMillis: number): void {
    for (const [key, { expiresAt }] of this.#remembered)
      if (expiresAt - nowMillis / 1000 <= EXCHANGE_BEFORE_SECONDS) this.#remembered.delete(key)
    for (const [key, { untilMillis }] of this.#flights) if (untilMillis <= nowMillis) this.#flights.delete(key)
  }

  async #renew(key: string, caller: CallerToken, rule: ExchangeRule): Promise<Tokens> {
    const tokens = await this.#exchange(caller, rule)
    this.#remembered.delete(key)
    this.#remembered.set(key, tokens)
    dropOldest(this.#remembered, REMEMBERED_MAX)
    return tokens
  }

  async #exchange(caller: CallerToken, rule: ExchangeRule): Promise<Tokens> {
    const { grant, log } = this.#options
    const { audience, scopes } = rule
    try {
      const tokens = await grant(GRANT, {
        subject_token: caller.token,
        subject_token_type: ACCESS_TOKEN,
        requested_token_type: ACCESS_TOKEN,
        audience,
        ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      })
      const claims = claimsOf(tokens.accessToken)
      const fault = this.#faultOf(claims, caller, rule)
      // `expires_in` may be missing, or say more than the token.
      if (fault === null) return { ...tokens, expiresAt: Math.min(tokens.expiresAt, Number(claims?.['exp'])) }
      log('token_exchange_unfit', { audience, fault })
    } catch (cause) {
      if (!(cause instanceof TenantRefusal)) throw cause
      log('token_exchange_refused', { audience, error: cause.error, description: cause.description })
      if (isOfPerson(cause)) throw new ProblemError('token_exchange_refused', { cause })
    }
    throw unavailable()
  }

  // It came from the tenant itself over TLS, so its signature is for the service to verify.
  #faultOf(
    claims: Readonly<Record<string, unknown>> | null,
    { subject }: CallerToken,
    { audience, scopes }: ExchangeRule,
  ): string | null {
    const { clientId, clock, issuer } = this.#options
    if (claims === null) return 'it is no JWT'
    const { sub, aud, exp, act, scope } = claims
    if (sub !== subject) return 'it has another subject'
    const audiences: readonly unknown[] = [aud].flat()
    // The tenant adds its own for the scope `openid`.
    if (!audiences.includes(audience) || !audiences.every((one) => one === audience || one === `${issuer}userinfo`))
      return 'it has another audience'
    if (!isRecord(act) || act['sub'] !== clientId) return 'it does not name the gateway as its actor'
    if (typeof exp !== 'number' || exp <= clock.now() / 1000) return 'it has expired'
    if (scope !== undefined && typeof scope !== 'string') return 'its scopes are malformed'
    const granted = (scope ?? '').split(' ').filter((one) => one !== '')
    return granted.every((one) => scopes.includes(one)) ? null : 'it has a scope that was not asked for'
  }
}

function unavailable(): ProblemError {
  return new ProblemError('tenant_unavailable')
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | null {
  try {
    return decodeJwt(token)
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
