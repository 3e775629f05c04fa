// Joins Swagger UI, the login and the bar: the effects of a reader's click.
import type { AuthenticationDemand } from '../../../access/authentication.ts'
import { Login, type Settings, type Token, type LoginRequest } from '../login/login.ts'
import { logOut, returnAddress } from '../login/logout.ts'
import { Superseded } from '../login/popup.ts'
import { LoginError } from '../login/words.ts'
import { endSession } from '../reader/session.ts'
import type { Tell } from '../reader/tell.ts'
import type { SessionStore } from './session.ts'
import type { SwaggerAuth, SwaggerSystem } from './swagger.ts'

const WAITING = 'Sign in in the window that has opened …'
const DEFAULT_SCHEME = 'authorizationCode'

/** The changes of a login from the bar or from an operation. */
export interface Again {
  /** Scopes besides the ticked ones. */
  readonly scopes?: readonly string[]
  /** As another user. */
  readonly anew?: boolean
  /** What the login must satisfy. */
  readonly demand?: AuthenticationDemand
}

/** The actions of the page. */
export class Documentation {
  readonly #login: Login
  readonly #settings: Settings
  readonly #tell: Tell
  readonly store: SessionStore

  constructor(settings: Settings, store: SessionStore, tell: Tell) {
    this.#settings = settings
    this.#login = new Login(settings)
    this.#tell = tell
    this.store = store
  }

  /** Signs in with the settings of the dialog. @returns whether the reader is signed in now */
  async enter(system: SwaggerSystem, auth: SwaggerAuth, { anew = false, demand = {} }: Again = {}): Promise<boolean> {
    const { scopes, clientId, clientSecret } = auth
    if (auth.schema.get('flow') === 'password') {
      const { username = '', password = '', passwordType } = auth
      const inHeader = passwordType !== 'request-body'
      const request = { scopes, username, password, clientId, clientSecret, inHeader }
      return await this.#finish(system, auth, () => this.#login.signInWithPassword(request))
    }
    const flow = auth.schema.get('flow') === 'implicit' ? 'implicit' : 'authorizationCode'
    const request: LoginRequest = { flow, scopes, clientId, clientSecret, anew, demand }
    return await this.#finish(system, auth, () => {
      const signingIn = this.#login.signIn(request, (words) => this.#report(system, auth, words))
      this.#tell(WAITING)
      return signingIn
    })
  }

  /** Signs in with one click: as the last time, or by code + PKCE, with the ticked scopes. @returns whether it is done */
  async enterAgain(system: SwaggerSystem, { scopes = [], ...again }: Again = {}): Promise<boolean> {
    const { session, wanted } = this.store.read()
    const before = session?.auth ?? defaultAuth(system)
    // Its name and password are not kept.
    if (before === undefined || before.schema.get('flow') === 'password') {
      system.authActions.showDefinitions(system.authSelectors.definitionsToAuthorize())
      return false
    }
    return await this.enter(system, { ...before, scopes: [...new Set([...wanted, ...scopes])] }, again)
  }

  /** Uses a token that the reader already has, such as that of a machine. */
  adopt(system: SwaggerSystem, accessToken: string): void {
    const auth = defaultAuth(system)
    if (auth === undefined) return
    const others = Object.keys(system.authSelectors.authorized()?.toJS() ?? {})
    if (others.length > 0) system.authActions.logout(others)
    const token = { access_token: accessToken }
    system.authActions.authorizeOauth2({ auth, token })
    this.store.start(auth, token, Date.now())
    this.#tell('')
  }

  /** Forgets the token, ends the session of the browser if there is one, and opens the tenant's logout. */
  leave(system: SwaggerSystem): void {
    const { reader } = this.store.read()
    system.authActions.logout(Object.keys(system.authSelectors.authorized()?.toJS() ?? {}))
    if (reader === null) logOut(this.#settings)
    else void endSession(returnAddress())
  }

  async #finish(system: SwaggerSystem, auth: SwaggerAuth, signIn: () => Promise<Token>): Promise<boolean> {
    system.errActions.clear({ authId: auth.name })
    try {
      const token = await signIn()
      // One user at a time, for every way to log in.
      const others = Object.keys(system.authSelectors.authorized()?.toJS() ?? {}).filter((name) => name !== auth.name)
      if (others.length > 0) system.authActions.logout(others)
      system.errActions.clear({ authId: auth.name })
      const { password: _, ...kept } = auth
      system.authActions.authorizeOauth2({ auth: kept, token })
      this.store.start(kept, token, Date.now())
      this.#tell('')
      return true
    } catch (error) {
      if (error instanceof Superseded) return false
      if (!(error instanceof LoginError)) throw error
      this.#report(system, auth, error.message)
      return false
    }
  }

  // In the dialog when it is open: the bar is behind it.
  #report(system: SwaggerSystem, { name }: SwaggerAuth, message: string): void {
    if (!system.authSelectors.shownDefinitions()) return this.#tell(message, true)
    this.#tell('')
    system.errActions.clear({ authId: name })
    system.errActions.newAuthErr({ authId: name, source: 'auth', level: 'error', message })
  }
}

function defaultAuth({ authSelectors }: SwaggerSystem): SwaggerAuth | undefined {
  const definition = authSelectors.definitionsToAuthorize().find((scheme) => scheme.get(DEFAULT_SCHEME) !== undefined)
  const schema = definition?.get(DEFAULT_SCHEME)
  if (schema === undefined) return undefined
  return { name: DEFAULT_SCHEME, schema: schema as SwaggerAuth['schema'], scopes: [], clientId: '', clientSecret: '' }
}
