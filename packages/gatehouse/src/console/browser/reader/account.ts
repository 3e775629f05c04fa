// Signs the reader of a page in and out, by a session where the gateway has login, else by a token in the memory of the page. The page has
// the places of site-header.ts: `who`, `sign-in`, `log-out` and `message`.
import type { AuthenticationDemand } from '../../../access/authentication.ts'
import { find } from '../elements.ts'
import { Login, type Settings } from '../login/login.ts'
import { logOut, cameFromLogOut, returnAddress } from '../login/logout.ts'
import { Superseded } from '../login/popup.ts'
import { LoginError } from '../login/words.ts'
import { duration } from '../words.ts'
import { type Reader, readerOf, readSession } from './reader.ts'
import { endSession, loginUrl } from './session.ts'
import { tell, tellFailure } from './tell.ts'

const CLOCK_MILLIS = 1_000
const WAITING = 'Sign in in the window that has opened …'

/** The settings of the page: those of the tenant are missing when the gateway has no configuration. */
export interface AccountSettings extends Partial<Settings> {
  /** Whether users can log in to a session of the gateway. */
  readonly hasLogin?: boolean
  /** Whether the browser has sent a cookie of a session. */
  readonly hasSession?: boolean
}

/** The state of the account. */
export interface AccountState {
  readonly reader: Reader | null
  readonly isExpired: boolean
}

/**
 * The account of the reader.
 *
 * @example
 * const account = new Account(settings, ['read:status'])
 * account.subscribe(() => show(account.state))
 * await account.start()
 * const answer = await account.fetch('/status/figures')
 */
export class Account {
  readonly #settings: AccountSettings
  readonly #scopes: readonly string[]
  readonly #login: Login | null
  readonly #listeners = new Set<() => void>()
  #reader: Reader | null = null
  #wasExpired = false

  /** @param scopes what a login from the bar asks for */
  constructor(settings: AccountSettings, scopes: readonly string[] = []) {
    this.#settings = settings
    this.#scopes = scopes
    const { clientId = null, audience, tenant } = settings
    this.#login = audience === undefined || tenant === undefined ? null : new Login({ clientId, audience, tenant })
  }

  get state(): AccountState {
    const expiresAt = this.#reader?.expiresAt ?? null
    return { reader: this.#reader, isExpired: expiresAt !== null && expiresAt <= Date.now() }
  }

  /** Whether a reader can sign in here. */
  get canSignIn(): boolean {
    return this.#settings.hasLogin === true || this.#login !== null
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Shows who is signed in, and goes on showing it. */
  async start(): Promise<void> {
    find('sign-in').addEventListener('click', () => void this.signIn(this.#scopes))
    find('log-out').addEventListener('click', () => void this.#signOut())
    if (cameFromLogOut()) tell('You are logged out, here and at the tenant.')
    this.#show()
    setInterval(() => {
      const { isExpired } = this.state
      this.#showAccount()
      if (isExpired === this.#wasExpired) return
      this.#wasExpired = isExpired
      this.#show()
    }, CLOCK_MILLIS)
    if (this.#settings.hasSession === true) this.#change(await readSession())
  }

  /**
   * Signs in with these scopes besides those that the reader has. Call it directly from a click.
   *
   * @param demand what the login must satisfy
   */
  async signIn(
    scopes: readonly string[],
    isAnotherUser: boolean = false,
    demand: AuthenticationDemand = {},
  ): Promise<void> {
    const all = [...new Set([...(this.#reader?.principal?.scopes ?? []), ...scopes])]
    if (this.#settings.hasLogin === true) return location.assign(loginUrl(all, isAnotherUser, demand))
    if (this.#login === null) return
    tell(WAITING)
    try {
      const request = { flow: 'authorizationCode', scopes: all, anew: isAnotherUser, demand } as const
      const token = await this.#login.signIn(request, tellFailure)
      this.#change(readerOf(token, Date.now()))
      tell('')
    } catch (error) {
      if (error instanceof Superseded) return
      if (!(error instanceof LoginError)) throw error
      tellFailure(error)
    }
  }

  /** Requests a path of the gateway as the reader: with the token of the page or with the session, never with both. */
  async fetch(path: string, options: Omit<RequestInit, 'credentials' | 'headers'> = {}): Promise<Response> {
    const token = this.#reader?.token ?? null
    if (token === null) return await fetch(path, options)
    return await fetch(path, { ...options, headers: { authorization: `Bearer ${token}` }, credentials: 'omit' })
  }

  async #signOut(): Promise<void> {
    const reader = this.#reader
    this.#change(null)
    if (reader?.token === null) return await endSession(returnAddress())
    const { clientId = null, audience = '', tenant } = this.#settings
    if (tenant !== undefined) logOut({ clientId, audience, tenant })
  }

  #change(reader: Reader | null): void {
    this.#reader = reader
    this.#show()
  }

  #show(): void {
    this.#showAccount()
    for (const listener of this.#listeners) listener()
  }

  #showAccount(): void {
    const { reader, isExpired } = this.state
    find('sign-in').hidden = !this.canSignIn || (reader !== null && !isExpired)
    find('log-out').hidden = reader === null
    const text = textOf(this.state)
    if (find('who').textContent !== text) find('who').textContent = text
  }
}

function textOf({ reader, isExpired }: AccountState): string {
  if (reader === null) return ''
  if (isExpired) return `The sign-in of ${reader.name} has run out.`
  const left = reader.expiresAt === null ? '' : `, ${duration((reader.expiresAt - Date.now()) / 1000)} left`
  return `Signed in as ${reader.name}${left}`
}
