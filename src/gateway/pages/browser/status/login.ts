// Signs the reader in at the tenant: authorization code with PKCE (RFC 7636) in a popup. The token is handed to whoever asked and
// stored nowhere. The popup comes back to Swagger UI's redirect page, which looks for `swaggerUIRedirectOauth2` on its opener.

/** What the page was told of the tenant. */
export interface Settings {
  readonly clientId: string | null
  readonly audience: string
  readonly tenant: string
}

/** Why nobody was signed in, in words for the reader. */
export class LoginError extends Error {}

interface Answer {
  readonly state?: string
  readonly code?: string
  readonly error?: string
  readonly error_description?: string
}

// What the redirect page expects to find, and what it calls.
interface Opener {
  swaggerUIRedirectOauth2?: {
    readonly state: string
    readonly redirectUrl: string
    readonly auth: { readonly schema: ReadonlyMap<string, string> }
    callback(answer: { readonly token: Answer }): void
    errCb(problem: { readonly message: string }): void
  }
}

const SCOPE = 'read:status'
const CLOSED_CHECK_MILLIS = 500
const opener: Opener = window as Opener

/**
 * Signs the reader in. Call it straight from a click: else the browser opens no popup.
 *
 * @param anew whether the tenant shall ask who it is although it knows
 * @throws LoginError
 */
export async function signIn(settings: Settings, anew: boolean): Promise<string> {
  const { clientId, audience, tenant } = settings
  if (clientId === null) {
    throw new LoginError('Nobody can sign in here: the gateway has no AUTH0_CLIENT_ID (README.md, «Configuration»).')
  }
  const popup = window.open('', 'gatehouse-sign-in', 'popup,width=480,height=760')
  if (popup === null)
    throw new LoginError('Your browser opened no window to sign in. Allow popups for this page, and try again.')
  const [state, verifier] = [randomText(), randomText()]
  const redirectUri = new URL('/docs/oauth2-redirect', location.href).href
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    audience,
    scope: SCOPE,
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
    ...(anew && { prompt: 'login' }),
  })
  popup.location.href = `${tenant}/authorize?${query}`
  const code = codeOf(await answerOf(popup, state, redirectUri), state)
  return await exchange(settings, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
}

function answerOf(popup: Window, state: string, redirectUrl: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const closed = setInterval(() => {
    if (popup.closed) reject(new LoginError('The window was closed before you were signed in.'))
  }, CLOSED_CHECK_MILLIS)
  opener.swaggerUIRedirectOauth2 = {
    state,
    redirectUrl,
    // Of a flow that it does not know the redirect page hands over all that the tenant said. Of the code flow it would hand over the
    // code even when the state is wrong.
    auth: { schema: new Map([['flow', 'status']]) },
    callback: ({ token }) => resolve(token),
    errCb: ({ message }) => reject(new LoginError(message)),
  }
  return promise.finally(() => {
    clearInterval(closed)
    delete opener.swaggerUIRedirectOauth2
  })
}

// RFC 6749 §10.12: an answer with another state belongs to a login that somebody else began.
function codeOf(answer: Answer, state: string): string {
  if (answer.state !== state) {
    throw new LoginError('What came back does not belong to this login, so it was not used. Please sign in again.')
  }
  if (answer.code === undefined) throw new LoginError(refusalOf(answer))
  return answer.code
}

async function exchange({ tenant }: Settings, form: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(`${tenant}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  }).catch((cause: unknown) => {
    const remedy = `If it is up, ${location.origin} may be missing in the application’s Allowed Web Origins.`
    throw new LoginError(`The tenant, ${tenant}, could not be asked for a token. ${remedy}`, { cause })
  })
  const body = (await answer.json().catch(() => ({}))) as Answer & { readonly access_token?: string }
  if (body.access_token === undefined) throw new LoginError(refusalOf(body))
  return body.access_token
}

function refusalOf({ error, error_description: description }: Answer): string {
  if (error === undefined) return 'The tenant gave neither a token nor a reason.'
  // The redirect page leaves the plus signs of a form as they are.
  return `The tenant refused: ${description?.replaceAll('+', ' ') ?? 'it gave no reason'} (${error}).`
}

async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
}

// 256 bits (RFC 7636 §7.1).
function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
