// Signs the reader in at the tenant, for every page that has something to show them: implicit flow or authorization code with PKCE
// (RFC 7636) in a window of its own, or name and password. The token is handed to whoever asked and stored nowhere.
import type { Answer } from './answer.ts'
import { answerOf, openPopup } from './popup.ts'
import { challengeOf, randomText } from './random.ts'
import {
  describeLostWindow,
  describeRefusal,
  describeSilence,
  LoginError,
  type LoginFacts,
  NO_CLIENT,
} from './words.ts'

/** What the page was told of the tenant. */
export interface Settings {
  readonly clientId: string | null
  readonly audience: string
  readonly tenant: string
}

/** The ways in that open a window. */
export type Flow = 'implicit' | 'authorizationCode'

/** What a login asks for. */
export interface LoginRequest {
  readonly flow: Flow
  readonly scopes: readonly string[]
  /** Whether the tenant shall ask who it is although it knows. */
  readonly anew?: boolean
  /** In place of the gateway's application. */
  readonly clientId?: string
  /** Of an application that has one and a reader who knows it. */
  readonly clientSecret?: string
}

/** What a login by name and password asks for. */
export interface PasswordLoginRequest {
  readonly scopes: readonly string[]
  readonly username: string
  readonly password: string
  readonly clientId: string
  readonly clientSecret: string
  /** Whether the application is named in a header (RFC 6749 §2.3.1) or in the body. */
  readonly inHeader: boolean
}

/** The tenant's answer to a good login (RFC 6749 §5.1). */
export interface Token {
  readonly access_token: string
  readonly token_type?: string
  readonly scope?: string
  readonly expires_in?: number
}

type Reply = Partial<Token> & Pick<Answer, 'error' | 'error_description'>

/** Signs in; one login at a time: the next takes the place of the one that waits. */
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
   * Opens the tenant's window and waits for what it brings. Call it straight from a click: else the browser opens no window.
   *
   * @param tell gets words for the reader while nothing is decided yet
   * @throws LoginError with words for the reader; Superseded
   */
  async signIn(request: LoginRequest, tell: (words: string) => void): Promise<Token> {
    const { audience, tenant } = this.#settings
    const clientId = request.clientId || this.#settings.clientId
    if (clientId === null) throw new LoginError(NO_CLIENT)
    this.#current.abort()
    const { signal } = (this.#current = new AbortController())
    const popup = openPopup()
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
    })
    popup.location.href = `${tenant}/authorize?${query}`
    const answer = await answerOf(popup, state, { signal, whenGone: () => tell(describeLostWindow(this.#facts)) })
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
    const { scopes, username, password, clientId, clientSecret, inHeader } = request
    const form = { grant_type: 'password', username, password, scope: scopes.join(' ') }
    if (inHeader) return await this.#exchange(form, { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` })
    return await this.#exchange({ ...form, client_id: clientId, ...(clientSecret && { client_secret: clientSecret }) })
  }

  async #exchange(
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Token> {
    const { tenant, audience } = this.#settings
    const answer = await fetch(`${tenant}/oauth/token`, {
      method: 'POST',
      headers,
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
