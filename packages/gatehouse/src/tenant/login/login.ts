// Login for a browser application: logging in and out at the tenant, and the session in between. The only part of it that
// others see; loaded when it is first needed (lazy-login.ts).
import { type Background, type Clock, type KeyRing } from '../../access/index.ts'
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
import { makeProofs, TenantClient, type Tokens } from './tenant-client.ts'
import { TransactionCookie } from './transaction.ts'

/** How often a cookie is written again because its person was seen: ten times in the time that a session may be idle. */
const SEEN_STEPS = 10
/**
 * An access token with less left is renewed soon, and the cookie written then. An answer that is slow must not put the cookie back
 * that was before: longer than a request may wait for its answer.
 */
const SEEN_BEFORE_RENEWAL_SECONDS = RENEW_BEFORE_SECONDS + 30

/** What login uses. */
export interface LoginOptions {
  readonly settings: LoginSettings
  readonly cookieNames: CookieNames
  readonly fetch: Fetch
  readonly clock: Clock
  readonly store: LogoutStore
  /** The keys of the tenant, as the gate has them. */
  readonly ring: KeyRing
  readonly log: TenantLog
  /** Counts a renewal of a person's session before the tenant is asked. @throws ProblemError `rate_limited` */
  readonly countRenewal?: (subject: string) => Promise<void>
}

const SAFARI = {
  detail:
    'This browser has begun no such login, or it has kept no cookie of it. Safari keeps none of http://localhost, because the cookies of login are `Secure`: use Chrome, Edge or Firefox in development, or an https address in AUTH0_CALLBACK_URL. In another browser start again at /auth/login.',
}

/** Where a browser goes next, and what it keeps. */
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
   * Begins a login.
   *
   * @param returnTo as the client wrote it
   * @param parameters what is passed on to the tenant
   * @throws ProblemError `request_invalid` for an address that is not allowed
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

  /** Ends a login: the session that the tenant's answer gives. @throws TenantRefusal, ProblemError `login_failed` */
  async finish(callback: URL, cookies: string | null): Promise<Redirection> {
    const state = callback.searchParams.get('state') ?? ''
    const transaction = await this.#transactions.read(state, cookies, this.#now())
    if (transaction === null) throw new ProblemError('login_failed', this.#mayKeepNoCookies(cookies) ? SAFARI : {})
    const answer = await this.#client.exchange(callback, transaction)
    // One time for both: the cookie lasts as long as the session, to the second.
    const now = this.#now()
    const session = sessionFrom(answer, now, this.settings.sessionMaxSeconds)
    const sealed = await this.#sessions.write(session, cookies, now)
    return { location: transaction.returnTo, cookies: [this.#transactions.clear(state), ...sealed] }
  }

  /** Whether a browser has a session that is not over. It is not renewed. */
  async isLoggedIn(cookies: string | null): Promise<boolean> {
    return (await this.#live(cookies)) !== null
  }

  /** The `Set-Cookie` that takes away what a login has left behind that came to nothing. */
  clearTransaction(callback: URL): string {
    return this.#transactions.clear(callback.searchParams.get('state') ?? '')
  }

  /**
   * The session that a browser's cookies carry, renewed if need be. `isRenewed` says that the browser is to be given it anew.
   *
   * @throws ProblemError `session_expired` when there is none, or it is over; `tenant_unavailable`
   */
  async resume(cookies: string | null, background: Background): Promise<{ session: Session; isRenewed: boolean }> {
    const sent = await this.#live(cookies)
    if (sent === null) throw new ProblemError('session_expired')
    const session = await this.#renewal.current(sent, background)
    if (session === sent && !this.#isSeenAnew(sent)) return { session, isRenewed: false }
    return { session: { ...session, seenAt: this.#now() }, isRenewed: true }
  }

  /** A session that was refused, with another access token. @throws ProblemError as {@link resume} */
  async renew(session: Session, background: Background): Promise<Session> {
    return { ...(await this.#renewal.replace(session, background)), seenAt: this.#now() }
  }

  /** Whether a session has meanwhile been ended: then it is not given back any more. */
  isEnded(session: Session): boolean {
    return this.#ended.isKnownToBeEnded(session)
  }

  /** The `Set-Cookie` values that give a session to a browser. @param cookies those that it has */
  async seal(session: Session, cookies: string | null): Promise<string[]> {
    return await this.#sessions.write(session, cookies, this.#now())
  }

  /** The `Set-Cookie` values that take the session from a browser. @param cookies those that it has */
  clear(cookies: string | null): string[] {
    return this.#sessions.clear(cookies)
  }

  /** When a session is over unless it is used before then, in seconds since the epoch. */
  idleEndOf(session: Session): number {
    return idleEndOf(session, this.settings)
  }

  /** Ends the session of a browser, and says where the tenant's own is ended. @throws ProblemError `request_invalid` */
  async end(
    logout: { readonly returnTo: string | null; readonly federated: boolean },
    cookies: string | null,
    background: Background,
  ): Promise<Redirection> {
    const address = this.#addressOf(logout.returnTo)
    const session = await this.#sessions.read(cookies)
    if (session !== null) {
      background.waitUntil(this.#endEverywhere(session))
      background.waitUntil(this.#revoke(session))
    }
    const location = await this.#client.logoutUrl(address, session?.sid ?? null, logout.federated)
    return { location, cookies: this.clear(cookies) }
  }

  /** Ends the sessions that the tenant names in a logout token. @throws ProblemError as {@link readLogoutToken} */
  async endFromTenant(logoutToken: string, background: Background): Promise<void> {
    const { settings, ring } = this.#options
    await this.#ended.end(await readLogoutToken(logoutToken, settings, ring, this.#now(), background))
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

  // Safari keeps no Secure cookie of an address without TLS, not even of a loopback host.
  #mayKeepNoCookies(cookies: string | null): boolean {
    return this.settings.callbackUrl.startsWith('http:') && !(cookies ?? '').includes(this.#options.cookieNames.login)
  }

  async #endEverywhere(session: Session): Promise<void> {
    await this.#ended.endOne(session).catch((cause: unknown) => this.#options.log('logout_write_failed', { cause }))
  }

  // The last of its refresh tokens: one that was renewed meanwhile is worth nothing any more by itself.
  async #revoke(session: Session): Promise<void> {
    const { refreshToken } = this.#renewal.latest(session)
    if (refreshToken === null) return
    await this.#client.revoke(refreshToken).catch((cause: unknown) => this.#options.log('revocation_failed', { cause }))
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
