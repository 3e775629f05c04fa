// Implements login for a browser application: logging in and out at the tenant, and the session in between. It is the entry point of this
// folder, and is loaded when it is first needed (lazy-login.ts).
import type { Background, Clock, KeyRing } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { Fetch } from '../keys/jwks-client.ts'
import type { TenantLog } from '../tenant-log.ts'
import type { CookieNames } from './cookies.ts'
import { EndedSessions, type LogoutStore } from './ended-sessions.ts'
import type { LoginSettings } from './login-settings.ts'
import { readLogoutToken } from './logout-token.ts'
import { RENEW_BEFORE_SECONDS, Renewal } from './renewal.ts'
import { returnAddress } from './return-to.ts'
import { Encryptor } from './encryption.ts'
import { SessionCookie } from './session-cookie.ts'
import { idleEndOf, type Session, sessionFrom } from './session.ts'
import { type SessionExchange, targetOf } from './session-exchange.ts'
import { makeProofs, TenantClient, type Tokens } from './tenant-client.ts'
import { TransactionCookie } from './transaction.ts'

/** A cookie is written again after this part of the idle time: ten times during the time that a session may be idle. */
const SEEN_STEPS = 10
/**
 * An access token with less remaining time is renewed soon, and the cookie is written then. A slow response must not restore the
 * previous cookie, so this is longer than a request may wait for its response.
 */
const SEEN_BEFORE_RENEWAL_SECONDS = RENEW_BEFORE_SECONDS + 30

/** The dependencies of login. */
export interface LoginOptions {
  readonly settings: LoginSettings
  readonly cookieNames: CookieNames
  readonly fetch: Fetch
  readonly clock: Clock
  readonly store: LogoutStore
  /** The keys of the tenant, in the gate's key ring. */
  readonly ring: KeyRing
  readonly log: TenantLog
  /** Counts a renewal of a user's session before the tenant is asked. @throws ProblemError `rate_limited` */
  readonly countRenewal?: (subject: string) => Promise<void>
  /** The exchange between the isolates; without one, Workers KV alone tells them of a logout. */
  readonly exchange?: SessionExchange | undefined
}

const SAFARI = {
  detail:
    'This browser did not start this login, or it has stored no cookie of it. Safari stores none for http://localhost, because the cookies of login are `Secure`: use Chrome, Edge or Firefox in development, or an https address in AUTH0_CALLBACK_URL. In another browser start again at /auth/login.',
}

/** The next URL of a browser, and its cookies. */
export interface Redirection {
  readonly location: string
  readonly cookies: readonly string[]
}

/** Login of one gateway. */
export class Login {
  readonly settings: LoginSettings
  readonly #options: LoginOptions
  readonly #client: TenantClient
  readonly #sessions: SessionCookie
  readonly #transactions: TransactionCookie
  readonly #renewal: Renewal
  readonly #ended: EndedSessions

  constructor(options: LoginOptions) {
    const { settings, cookieNames, fetch, clock, store, log } = options
    this.settings = settings
    this.#options = options
    this.#client = new TenantClient(settings, fetch, clock)
    this.#sessions = new SessionCookie(new Encryptor(settings.sessionKeys, 'session'), settings, cookieNames)
    this.#transactions = new TransactionCookie(new Encryptor(settings.sessionKeys, 'login'), cookieNames)
    this.#renewal = new Renewal({ refresh: (token, subject) => this.#refresh(token, subject), clock, log })
    this.#ended = new EndedSessions({ store, clock, log, sessionMaxSeconds: settings.sessionMaxSeconds })
  }

  /**
   * Starts a login.
   *
   * @param returnTo as the client sent it
   * @param parameters the parameters to pass on to the tenant
   * @throws ProblemError `request_invalid` for a URL that is not allowed
   */
  async begin(
    returnTo: string | null,
    parameters: Readonly<Record<string, string>>,
    cookies: string | null,
  ): Promise<Redirection> {
    const address = this.#addressOf(returnTo)
    const proofs = makeProofs()
    const now = this.#now()
    const maxAge = parameters['max_age']
    const begun = {
      ...proofs,
      returnTo: address,
      authenticatedSince: maxAge === undefined ? null : now - Number(maxAge),
    }
    const location = await this.#client.authorizationUrl(proofs, parameters)
    return { location, cookies: await this.#transactions.write(begun, cookies, now) }
  }

  /** Finishes a login. @returns the session from the tenant's response, and where the browser goes @throws TenantRefusal, ProblemError `login_failed` */
  async finish(callback: URL, cookies: string | null): Promise<Redirection & { readonly session: Session }> {
    const state = callback.searchParams.get('state') ?? ''
    const transaction = await this.#transactions.read(state, cookies, this.#now())
    if (transaction === null) throw new ProblemError('login_failed', this.#mayKeepNoCookies(cookies) ? SAFARI : {})
    const answer = await this.#client.exchange(callback, transaction)
    // One time for both: the cookie lasts exactly as long as the session.
    const now = this.#now()
    const session = sessionFrom(answer, now, this.settings.sessionMaxSeconds)
    const sealed = await this.#sessions.write(session, cookies, now)
    return { location: transaction.returnTo, cookies: [this.#transactions.clear(state), ...sealed], session }
  }

  /** Returns whether a browser has a session that has not ended. It is not renewed. */
  async isLoggedIn(cookies: string | null): Promise<boolean> {
    const session = await this.#live(cookies)
    return session !== null && !this.#isRevoked(session)
  }

  /** The `Set-Cookie` that removes the cookie of a failed login. */
  clearTransaction(callback: URL): string {
    return this.#transactions.clear(callback.searchParams.get('state') ?? '')
  }

  /**
   * Returns the session from a browser's cookies, renewed if necessary. `isRenewed` says that the browser must get it again.
   *
   * @throws ProblemError `session_expired` when there is none, or it is over; `token_revoked`; `tenant_unavailable`
   */
  async resume(cookies: string | null, background: Background): Promise<{ session: Session; isRenewed: boolean }> {
    const sent = await this.#live(cookies)
    if (sent === null) throw new ProblemError('session_expired')
    if (this.#isRevoked(sent)) throw new ProblemError('token_revoked')
    const session = await this.#renewal.current(sent, background)
    if (session === sent && !this.#isSeenAnew(sent)) return { session, isRenewed: false }
    return { session: { ...session, seenAt: this.#now() }, isRenewed: true }
  }

  /** Returns a session that was refused, with another access token. @throws ProblemError as {@link resume} */
  async renew(session: Session, background: Background): Promise<Session> {
    return { ...(await this.#renewal.replace(session, background)), seenAt: this.#now() }
  }

  /** Returns whether a session has ended meanwhile: then it is not returned to the browser. */
  isEnded(session: Session): boolean {
    return this.#isRevoked(session) || this.#ended.isKnownToBeEnded(session)
  }

  /** The `Set-Cookie` values that store a session in a browser. @param cookies those that it has */
  async seal(session: Session, cookies: string | null): Promise<string[]> {
    return await this.#sessions.write(session, cookies, this.#now())
  }

  /** The `Set-Cookie` values that remove the session from a browser. @param cookies those that it has */
  clear(cookies: string | null): string[] {
    return this.#sessions.clear(cookies)
  }

  /** When a session ends unless it is used before then, in seconds since the epoch. */
  idleEndOf(session: Session): number {
    return idleEndOf(session, this.settings)
  }

  /** Ends the session of a browser, and returns the URL that ends the tenant's own. @throws ProblemError `request_invalid` */
  async end(
    logout: { readonly returnTo: string | null; readonly federated: boolean },
    cookies: string | null,
    background: Background,
  ): Promise<Redirection> {
    const address = this.#addressOf(logout.returnTo)
    const session = await this.#sessions.read(cookies)
    if (session !== null) {
      const report = (cause: unknown): void => this.#options.log('logout_write_failed', { cause })
      background.waitUntil(this.#ended.endOne(session).catch(report))
      background.waitUntil(this.#revoke(session))
      // A user who is told that the session has ended can rely on it in every isolate.
      await this.#endEverywhere(session).catch(report)
    }
    const location = await this.#client.logoutUrl(address, session?.sid ?? null, logout.federated)
    return { location, cookies: this.clear(cookies) }
  }

  /** Ends the sessions that the tenant names in a logout token. @throws ProblemError as {@link readLogoutToken} */
  async endFromTenant(logoutToken: string, background: Background): Promise<void> {
    const { settings, ring } = this.#options
    const logout = await readLogoutToken(logoutToken, settings, ring, this.#now(), background)
    await this.#ended.end(logout)
    await this.#options.exchange?.revoke(targetOf(logout), logout.at)
  }

  async #refresh(refreshToken: string, subject: string): Promise<Tokens> {
    await this.#options.countRenewal?.(subject)
    return await this.#client.refresh(refreshToken)
  }

  async #live(cookies: string | null): Promise<Session | null> {
    const session = await this.#sessions.read(cookies)
    if (session === null || idleEndOf(session, this.settings) <= this.#now()) return null
    return (await this.#ended.has(session)) ? null : session
  }

  #isSeenAnew({ seenAt, accessExpiresAt }: Session): boolean {
    const now = this.#now()
    const isDue = now - seenAt >= this.settings.sessionIdleSeconds / SEEN_STEPS
    return isDue && accessExpiresAt - now > SEEN_BEFORE_RENEWAL_SECONDS
  }

  // Safari stores no Secure cookie of a host without TLS, not even of a loopback host.
  #mayKeepNoCookies(cookies: string | null): boolean {
    return this.settings.callbackUrl.startsWith('http:') && !(cookies ?? '').includes(this.#options.cookieNames.login)
  }

  async #endEverywhere({ sid }: Session): Promise<void> {
    if (sid !== null) await this.#options.exchange?.revoke({ kind: 'session', name: sid }, this.#now())
  }

  // The last of its refresh tokens: after a renewal the earlier ones are no longer valid.
  async #revoke(session: Session): Promise<void> {
    const { refreshToken } = this.#renewal.latest(session)
    if (refreshToken === null) return
    await this.#client.revoke(refreshToken).catch((cause: unknown) => this.#options.log('revocation_failed', { cause }))
  }

  // Renewals make new tokens, so the start of the session counts.
  #isRevoked({ subject, sid, organization, startedAt }: Session): boolean {
    const { clientId } = this.settings
    return this.#options.exchange?.isRevoked({ subject, sid, organization, clientId, issuedAt: startedAt }) === true
  }

  #addressOf(returnTo: string | null): string {
    const address = returnAddress(returnTo, this.settings)
    if (address !== null) return address
    throw new ProblemError('request_invalid', {
      errors: [
        {
          in: 'query',
          path: 'returnTo',
          message: 'is neither within this origin nor within one of GATEHOUSE_ALLOWED_ORIGINS',
        },
      ],
    })
  }

  #now(): number {
    return this.#options.clock.now() / 1000
  }
}
