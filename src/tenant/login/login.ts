// Login for a browser application: logging in and out at the tenant, and the session in between. The only part of it that
// others see; loaded when it is first needed (lazy-login.ts).
import { type Background, type Clock, type KeyRing, Refusal } from '#access'
import type { Fetch } from '../jwks-client.ts'
import type { TenantLog } from '../tenant-log.ts'
import { EndedSessions, type LogoutStore } from './ended-sessions.ts'
import type { LoginSettings } from './login-settings.ts'
import { readLogoutToken } from './logout-token.ts'
import { Renewal } from './renewal.ts'
import { returnAddress } from './return-to.ts'
import { Seal } from './seal.ts'
import { SessionCookie } from './session-cookie.ts'
import { type Session, sessionFrom } from './session.ts'
import { makeProofs, TenantClient, type Tokens } from './tenant-client.ts'
import { TransactionCookie } from './transaction.ts'

/** What login stands on. */
export interface LoginParts {
  readonly settings: LoginSettings
  readonly fetch: Fetch
  readonly clock: Clock
  readonly store: LogoutStore
  /** The keys of the tenant, as the gate has them. */
  readonly ring: KeyRing
  readonly log: TenantLog
  /** Counts a renewal of a person's session before the tenant is asked. @throws Refusal `rate_limited` */
  readonly countRenewal?: (subject: string) => Promise<void>
}

/** Where a browser goes next, and what it keeps. */
export interface Redirection {
  readonly location: string
  readonly cookies: readonly string[]
}

/** Login of one gateway. */
export class Login {
  readonly settings: LoginSettings
  readonly #parts: LoginParts
  readonly #client: TenantClient
  readonly #sessions: SessionCookie
  readonly #transactions: TransactionCookie
  readonly #renewal: Renewal
  readonly #ended: EndedSessions

  constructor(parts: LoginParts) {
    const { settings, fetch, clock, store, log } = parts
    this.settings = settings
    this.#parts = parts
    this.#client = new TenantClient(settings, fetch, clock)
    this.#sessions = new SessionCookie(new Seal(settings.sessionKeys, 'session'))
    this.#transactions = new TransactionCookie(new Seal(settings.sessionKeys, 'login'))
    this.#renewal = new Renewal({ refresh: (token, subject) => this.#refresh(token, subject), clock, log })
    this.#ended = new EndedSessions(store, clock, log)
  }

  /**
   * Begins a login.
   *
   * @param returnTo as whoever asked wrote it
   * @param wishes parameters that go on to the tenant
   * @throws Refusal `request_invalid` for an address that nobody may be led to
   */
  async begin(
    returnTo: string | null,
    wishes: Readonly<Record<string, string>>,
    cookies: string | null,
  ): Promise<Redirection> {
    const address = this.#addressOf(returnTo)
    const proofs = makeProofs()
    const location = await this.#client.authorizationUrl(proofs, wishes)
    return {
      location,
      cookies: await this.#transactions.write({ ...proofs, returnTo: address }, cookies, this.#now()),
    }
  }

  /** Ends a login: the session that the tenant's answer gives. @throws TenantRefusal, Refusal `login_failed` */
  async finish(callback: URL, cookies: string | null): Promise<Redirection> {
    const state = callback.searchParams.get('state') ?? ''
    const transaction = await this.#transactions.read(state, cookies, this.#now())
    if (transaction === null) throw new Refusal('login_failed')
    const answer = await this.#client.exchange(callback, transaction)
    // One time for both: the cookie lasts as long as the session, to the second.
    const now = this.#now()
    const sealed = await this.#sessions.write(sessionFrom(answer, now), cookies, now)
    return { location: transaction.returnTo, cookies: [this.#transactions.clear(state), ...sealed] }
  }

  /** The `Set-Cookie` that takes away what a login has left behind that came to nothing. */
  giveUp(callback: URL): string {
    return this.#transactions.clear(callback.searchParams.get('state') ?? '')
  }

  /**
   * The session that a browser's cookies carry, renewed if need be.
   *
   * @throws Refusal `session_expired` when there is none, or it is over; `tenant_unavailable`
   */
  async resume(cookies: string | null, background: Background): Promise<{ session: Session; isRenewed: boolean }> {
    const sent = await this.#sessions.read(cookies)
    if (sent === null || sent.endsAt <= this.#now() || (await this.#ended.has(sent)))
      throw new Refusal('session_expired')
    const session = await this.#renewal.current(sent, background)
    return { session, isRenewed: session !== sent }
  }

  /** A session that was refused, with another access token. @throws Refusal as {@link resume} */
  async renew(session: Session, background: Background): Promise<Session> {
    return await this.#renewal.replace(session, background)
  }

  /** Whether a session has meanwhile been ended: then nobody is given it any more. */
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

  /** Ends the session of a browser, and says where the tenant's own is ended. @throws Refusal `request_invalid` */
  async end(
    wish: { readonly returnTo: string | null; readonly federated: boolean },
    cookies: string | null,
    background: Background,
  ): Promise<Redirection> {
    const address = this.#addressOf(wish.returnTo)
    const session = await this.#sessions.read(cookies)
    if (session !== null) {
      this.#ended.forget(session)
      background.waitUntil(this.#revoke(session))
    }
    const location = await this.#client.logoutUrl(address, session?.sid ?? null, wish.federated)
    return { location, cookies: this.clear(cookies) }
  }

  /** Ends the sessions that the tenant names in a logout token. @throws Refusal as {@link readLogoutToken} */
  async endFromTenant(logoutToken: string, background: Background): Promise<void> {
    const { settings, ring } = this.#parts
    await this.#ended.end(await readLogoutToken(logoutToken, settings, ring, this.#now(), background))
  }

  async #refresh(refreshToken: string, subject: string): Promise<Tokens> {
    await this.#parts.countRenewal?.(subject)
    return await this.#client.refresh(refreshToken)
  }

  // The last of its refresh tokens: one that was renewed meanwhile is worth nothing any more by itself.
  async #revoke(session: Session): Promise<void> {
    const { refreshToken } = this.#renewal.latest(session)
    if (refreshToken === null) return
    await this.#client.revoke(refreshToken).catch((cause: unknown) => this.#parts.log('revocation_failed', { cause }))
  }

  #addressOf(returnTo: string | null): string {
    const address = returnAddress(returnTo, this.settings)
    if (address !== null) return address
    throw new Refusal('request_invalid', {
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
    return this.#parts.clock.now() / 1000
  }
}
