// Signs the reader in at the tenant, for every page that needs it: implicit flow or authorization code with PKCE (RFC 7636) in its own
// window, or name and password. The token is returned to the caller and stored nowhere.
import type { AuthenticationDemand } from '../../../access/authentication.ts'
import type { Answer } from './answer.ts'
import { answerOf } from './popup.ts'
import { challengeOf, randomText } from './random.ts'
import { demandParameters } from './step-up.ts'
import { openWindow } from './window.ts'
import {
  describeLostWindow,
  describeRefusal,
  describeSilence,
  LoginError,
  type LoginFacts,
  NO_CLIENT,
  POPUP_BLOCKED,
} from './words.ts'

/** The settings of the tenant in the page. */
export interface Settings {
  readonly clientId: string | null
  readonly audience: string
  readonly tenant: string
}

/** The flows that open a window. */
export type Flow = 'implicit' | 'authorizationCode'

/** The settings of a login. */
export interface LoginRequest {
  readonly flow: Flow
  readonly scopes: readonly string[]
  /** Whether the tenant must ask for the login although it has a session. */
  readonly anew?: boolean
  /** What the login must satisfy, as a challenge said (RFC 9470 §4). */
  readonly demand?: AuthenticationDemand
  /** In place of the gateway's application. */
  readonly clientId?: string
  /** Of an application that has one and a reader who knows it. */
  readonly clientSecret?: string
  /** The id or the name of an organization; none by default. */
  readonly organization?: string
}

/** The settings of a login by name and password. */
export interface PasswordLoginRequest extends Omit<LoginRequest, 'anew' | 'flow' | 'organization'> {
  readonly username: string
  readonly password: string
}

/** The settings of a login of a machine. */
export interface MachineLoginRequest extends Omit<LoginRequest, 'anew' | 'flow'> {
  readonly clientId: string
  readonly clientSecret: string
}

/** The tenant's answer to a good login (RFC 6749 §5.1). */
export interface Token {
  readonly access_token: string
  readonly token_type?: string
  readonly scope?: string
  readonly expires_in?: number
}

type Reply = Partial<Token> & Pick<Answer, 'error' | 'error_description'>

/** Signs in; one login at a time: a new one replaces a waiting one. */
export class Login {
  readonly #settings: Settings
  readonly #facts: LoginFacts
  #current = new AbortController()

  constructor(settings: Settings) {
    this.#settings = settings
    const { origin } = location
    this.#facts = { ...settings, origin, redirectUri: `${origin}/docs/oauth2-redirect` }
  }

  /**
   * Opens the tenant's window and waits for its response. Call it directly from a click: else the browser opens no window.
   *
   * @param whenGone shows that the window is out of reach, while the result is not known yet
   * @param opened the window, if the click has opened it already
   * @throws LoginError with a text for the reader; Superseded
   */
  async signIn(
    request: LoginRequest,
    whenGone: (failure: LoginError) => void,
    opened: Window | null = null,
  ): Promise<Token> {
    const { audience, tenant } = this.#settings
    const clientId = this.#clientOf(request)
    this.#current.abort()
    const { signal } = (this.#current = new AbortController())
    const popup = opened ?? openWindow()
    if (popup === null) throw new LoginError(POPUP_BLOCKED)
    const [state, verifier] = [randomText(), randomText()]
    const { redirectUri } = this.#facts
    const query = new URLSearchParams({
      response_type: request.flow === 'implicit' ? 'token' : 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      // Without an audience Auth0 gives an opaque token.
      audience,
      scope: request.scopes.join(' '),
      state,
      ...(request.flow === 'authorizationCode' && {
        code_challenge: await challengeOf(verifier),
        code_challenge_method: 'S256',
      }),
      ...(request.anew === true && { prompt: 'login' }),
      ...demandParameters(request.demand),
      ...(request.organization && { organization: request.organization }),
    })
    popup.location.href = `${tenant}/authorize?${query}`
    const answer = await answerOf(popup, state, {
      signal,
      whenGone: () => whenGone(new LoginError(describeLostWindow(this.#facts))),
    })
    const { access_token: token, code } = answer
    if (request.flow === 'implicit') {
      if (token === undefined) throw this.#refused(answer)
      return { ...answer, access_token: token, ...expiryOf(answer['expires_in']) }
    }
    if (code === undefined) throw this.#refused(answer)
    return await this.#exchange({
      grant_type: 'authorization_code',
      client_id: clientId,
      ...(request.clientSecret && { client_secret: request.clientSecret }),
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    })
  }

  /** Sends name and password (RFC 6749 §4.3). @throws LoginError */
  async signInWithPassword(request: PasswordLoginRequest): Promise<Token> {
    const { scopes, username, password, clientSecret } = request
    return await this.#exchange({
      grant_type: 'password',
      username,
      password,
      scope: scopes.join(' '),
      client_id: this.#clientOf(request),
      ...(clientSecret && { client_secret: clientSecret }),
    })
  }

  /** Sends the credentials of a machine (RFC 6749 §4.4). @throws LoginError */
  async signInAsMachine({ scopes, clientId, clientSecret, organization }: MachineLoginRequest): Promise<Token> {
    return await this.#exchange({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      // Without scopes Auth0 gives all that the application has.
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      ...(organization && { organization }),
    })
  }

  #clientOf({ clientId }: Pick<LoginRequest, 'clientId'>): string {
    const client = clientId || this.#settings.clientId
    if (client === null) throw new LoginError(NO_CLIENT)
    return client
  }

  async #exchange(form: Readonly<Record<string, string>>): Promise<Token> {
    const { tenant, audience } = this.#settings
    const answer = await fetch(`${tenant}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, audience }),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    }).catch((cause: unknown) => {
      throw new LoginError(describeSilence(this.#facts), { cause })
    })
    const { error, error_description, ...token } = (await answer.json().catch(() => ({}))) as Reply
    if (token.access_token === undefined)
      throw this.#refused({ ...(error && { error }), ...(error_description && { error_description }) })
    return { ...token, access_token: token.access_token }
  }

  #refused(answer: Answer): LoginError {
    return new LoginError(describeRefusal(answer, this.#facts))
  }
}

function expiryOf(seconds: string | undefined): Pick<Token, 'expires_in'> {
  return seconds === undefined || !Number.isFinite(Number(seconds)) ? {} : { expires_in: Number(seconds) }
}
