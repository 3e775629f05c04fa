// Joins Swagger UI, the login and the bar: the effects of a reader's click.
import type { AuthenticationDemand } from '../../../access/authentication.ts'
import { Login, type Settings, type Token } from '../login/login.ts'
import { logOut, returnAddress } from '../login/logout.ts'
import { Superseded } from '../login/popup.ts'
import { LoginError } from '../login/words.ts'
import { endSession } from '../reader/session.ts'
import { tell, tellFailure } from '../reader/tell.ts'
import type { Entry, SessionStore } from './session.ts'
import type { SwaggerAuth, SwaggerSystem } from './swagger.ts'

const WAITING = 'Sign in in the window that has opened …'
/** The scheme of the document that carries a token of any other way. */
const DEFAULT_SCHEME = 'authorizationCode'
const DEFAULT_ENTRY: Entry = { way: DEFAULT_SCHEME, scopes: [] }

/** The changes of a login from the bar or from an operation. */
export interface Again {
  /** Scopes besides the ticked ones. */
  readonly scopes?: readonly string[]
  /** As another user. */
  readonly anew?: boolean
  /** What the login must satisfy. */
  readonly demand?: AuthenticationDemand
}

/** The dialog that asks how to sign in. */
export interface EntryDialog {
  readonly isOpen: boolean
  /** The place of its texts. */
  readonly message: string
  open(system: SwaggerSystem, entry: Entry): void
  close(): void
}

/** The actions of the page. */
export class Documentation {
  readonly #login: Login
  readonly #settings: Settings
  readonly #dialog: EntryDialog
  readonly store: SessionStore

  constructor(settings: Settings, store: SessionStore, dialog: EntryDialog) {
    this.#settings = settings
    this.#login = new Login(settings)
    this.#dialog = dialog
    this.store = store
  }

  /** Opens the dialog, as it was used the last time, with the ticked scopes. */
  askHow(system: SwaggerSystem, { scopes = [] }: Again = {}): void {
    const { session, wanted } = this.store.read()
    const entry = session?.entry ?? DEFAULT_ENTRY
    this.#dialog.open(system, { ...entry, scopes: union(entry.scopes, wanted, scopes) })
  }

  /** Signs in. Call it directly from a click. @returns whether the reader is signed in now */
  async enter(system: SwaggerSystem, entry: Entry, again: Again = {}): Promise<boolean> {
    try {
      this.#adopt(system, entry, await this.#tokenFor(entry, again))
      this.#dialog.close()
      tell('')
      return true
    } catch (error) {
      if (error instanceof Superseded) return false
      if (!(error instanceof LoginError)) throw error
      this.#tellFailure(error)
      return false
    }
  }

  /** Signs in with one click: as the last time, or by code + PKCE, with the ticked scopes. @returns whether it is done */
  async enterAgain(system: SwaggerSystem, again: Again = {}): Promise<boolean> {
    const { session, wanted } = this.store.read()
    const entry = session?.entry ?? DEFAULT_ENTRY
    // A password, a secret of a machine and a token are not kept.
    if (entry.way !== 'implicit' && entry.way !== 'authorizationCode') {
      this.askHow(system, again)
      return false
    }
    return await this.enter(system, { ...entry, scopes: union(wanted, again.scopes ?? []) }, again)
  }

  /** Forgets the token, ends the session of the browser if there is one, and opens the tenant's logout. */
  leave(system: SwaggerSystem): void {
    const { reader } = this.store.read()
    forget(system)
    if (reader === null) logOut(this.#settings)
    else void endSession(returnAddress())
  }

  async #tokenFor(entry: Entry, { anew = false, demand = {} }: Again): Promise<Token> {
    const { way, clientId = '', clientSecret = '', username = '', password = '', token = '' } = entry
    if (way === 'token') return { access_token: token }
    if (way === 'machine') return await this.#login.signInAsMachine({ ...entry, clientId, clientSecret })
    if (way === 'password') return await this.#login.signInWithPassword({ ...entry, username, password })
    const signingIn = this.#login.signIn({ ...entry, flow: way, anew, demand }, (failure) => this.#tellFailure(failure))
    tell(WAITING, false, this.#place)
    return await signingIn
  }

  // One user at a time, for every way to log in.
  #adopt(system: SwaggerSystem, entry: Entry, token: Token): void {
    forget(system)
    const auth = authFor(system, entry)
    if (auth !== undefined) system.authActions.authorizeOauth2({ auth, token })
    this.store.start(entry, token, Date.now())
  }

  // In the dialog when it is open: the bar is behind it.
  get #place(): string {
    return this.#dialog.isOpen ? this.#dialog.message : 'message'
  }

  #tellFailure(error: LoginError): void {
    tellFailure(error, this.#place)
  }
}

function forget({ authActions, authSelectors }: SwaggerSystem): void {
  const names = Object.keys(authSelectors.authorized()?.toJS() ?? {})
  if (names.length > 0) authActions.logout(names)
}

function authFor({ authSelectors }: SwaggerSystem, { way }: Entry): SwaggerAuth | undefined {
  const schemes = authSelectors.definitionsToAuthorize()
  for (const name of [way, DEFAULT_SCHEME]) {
    const schema = schemes.find((scheme) => scheme.get(name) !== undefined)?.get(name)
    if (schema !== undefined) return { name, schema: schema as SwaggerAuth['schema'] }
  }
  return undefined
}

function union(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())]
}
