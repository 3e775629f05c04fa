// Signs the reader of a page in and out, by a session where the gateway has login, else by a token in the memory of the page. The page has
// the places of site-header.ts: `who`, `sign-in`, `log-out` and `message`.
import type { AuthenticationDemand } from '../../../access/authentication.ts'
import { find } from '../elements.ts'
import type { Login, LoginRequest, Settings } from '../login/login.ts'
import { logOut, cameFromLogOut, returnAddress } from '../login/logout.ts'
import { openWindow } from '../login/window.ts'
import type * as TenantLogin from '../tenant-login.ts'
import { duration } from '../words.ts'
import { type Reader, readSession } from './reader.ts'
import { endSession, loginUrl } from './session.ts'
import { tell, tellFailure } from './tell.ts'

const CLOCK_MILLIS = 1_000
const WAITING = 'Sign in in the window that has opened …'
const NOT_LOADED = 'The part of this page that signs in could not be loaded. Try again.'

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
  #login: Login | null = null
  readonly #listeners = new Set<() => void>()
  #reader: Reader | null = null
  #wasExpired = false

  /** @param scopes what a login from the bar asks for */
  constructor(settings: AccountSettings, scopes: readonly string[] = []) {
    this.#settings = settings
    this.#scopes = scopes
  }

  get state(): AccountState {
    const expiresAt = this.#reader?.expiresAt ?? null
    return { reader: this.#reader, isExpired: expiresAt !== null && expiresAt <= Date.now() }
  }

  /** Whether a reader can sign in here. */
  get canSignIn(): boolean {
    return this.#settings.hasLogin === true || this.#tenantSettings !== null
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
    const settings = this.#tenantSettings
    if (settings !== null)
      await this.#signInAtTenant(settings, { flow: 'authorizationCode', scopes: all, anew: isAnotherUser, demand })
  }

  /** Requests a path of the gateway as the reader: with the token of the page or with the session, never with both. */
  async fetch(path: string, options: Omit<RequestInit, 'credentials' | 'headers'> = {}): Promise<Response> {
    const token = this.#reader?.token ?? null
    if (token === null) return await fetch(path, options)
    return await fetch(path, { ...options, headers: { authorization: `Bearer ${token}` }, credentials: 'omit' })
  }

  /** The settings of a login at the tenant; `null` when the gateway has no configuration. */
  get #tenantSettings(): Settings | null {
    const { clientId = null, audience, tenant } = this.#settings
    return audience === undefined || tenant === undefined ? null : { clientId, audience, tenant }
  }

  // The window opens before the wait for the code: a browser opens none later.
  async #signInAtTenant(settings: Settings, request: LoginRequest): Promise<void> {
    const popup = settings.clientId === null ? null : openWindow()
    tell(WAITING)
    const code = await loadLogin()
    if (code === null) {
      popup?.close()
      return tell(NOT_LOADED, true)
    }
    this.#login ??= new code.Login(settings)
    try {
      const token = await this.#login.signIn(request, tellFailure, popup)
      this.#change(code.readerOf(token, Date.now()))
      tell('')
    } catch (error) {
      if (error instanceof code.Superseded) return
      if (!(error instanceof code.LoginError)) throw error
      tellFailure(error)
    }
  }

  async #signOut(): Promise<void> {
    const reader = this.#reader
    this.#change(null)
    if (reader?.token === null) return await endSession(returnAddress())
    const settings = this.#tenantSettings
    if (settings !== null) logOut(settings)
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

async function loadLogin(): Promise<typeof TenantLogin | null> {
  const url = find('account').dataset['login'] ?? ''
  return await (import(url) as Promise<typeof TenantLogin>).catch(() => null)
}

function textOf({ reader, isExpired }: AccountState): string {
  if (reader === null) return ''
  if (isExpired) return `The sign-in of ${reader.name} has run out.`
  const left = reader.expiresAt === null ? '' : `, ${duration((reader.expiresAt - Date.now()) / 1000)} left`
  return `Signed in as ${reader.name}${left}`
}
