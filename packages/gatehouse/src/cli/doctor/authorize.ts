// Reads the response of a tenant's /authorize about an application before a login: whether it knows the client, the callback and the API.
import { ask, type DoctorDependencies, isBusy } from './tenant.ts'

/** A question to /authorize. */
export interface AuthorizeQuestion {
  readonly origin: string
  readonly clientId: string
  readonly callback: string
  readonly audience: string
}

/** The response. */
export type AuthorizeAnswer =
  /** `error`: what came back to the callback, if anything did. */
  | { readonly kind: 'accepted'; readonly error: string | null }
  | { readonly kind: 'client_unknown' | 'callback_unknown' | 'audience_unknown' }
  /** `unanswered`: it has other things to do than to look at the question. */
  | { readonly kind: 'other' | 'unanswered'; readonly words: string }

/** In the order in which a tenant looks. */
const COMPLAINTS = [
  [/unknown client|invalid client|client .{0,80}not found/i, 'client_unknown'],
  [
    /callback url mismatch|redirect_uri.{0,120}(?:not in the list|not allowed)|invalid redirect_uri/i,
    'callback_unknown',
  ],
  [/service not found/i, 'audience_unknown'],
] as const

/** Errors that are returned to the callback only for a known client and callback, without a login. */
const KNOWN_ERRORS = [
  'login_required',
  'interaction_required',
  'consent_required',
  'unauthorized_client',
  'unsupported_response_type',
]

const TEXT_MAX_CHARACTERS = 100_000

/** Asks, with `prompt=none` so that no login is begun (OpenID Connect Core §3.1.2.1). @throws Error when there is no answer */
export async function askAuthorize(
  question: AuthorizeQuestion,
  dependencies: DoctorDependencies,
): Promise<AuthorizeAnswer> {
  const { origin, clientId, callback, audience } = question
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid',
    prompt: 'none',
    state: 'doctor',
    audience,
    // The challenge of an unknown verifier: no one can use the response.
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
  const answer = await ask(dependencies, `${origin}/authorize?${query.toString()}`)
  if (isBusy(answer)) {
    await answer.body?.cancel()
    return { kind: 'unanswered', words: `status ${answer.status}` }
  }
  const body = (await answer.text()).slice(0, TEXT_MAX_CHARACTERS)
  const location = URL.parse(answer.headers.get('location') ?? '', origin)
  const params = new URLSearchParams(`${location?.search.slice(1) ?? ''}&${location?.hash.slice(1) ?? ''}`)
  const error = params.get('error')
  const said = [error, params.get('error_description'), body].join(' ')
  const complaint = COMPLAINTS.find(([pattern]) => pattern.test(said))
  if (complaint !== undefined) return { kind: complaint[1] }
  const isRedirect = answer.status >= 300 && answer.status < 400 && location !== null
  if (isRedirect && (error === null ? !location.pathname.startsWith('/error') : KNOWN_ERRORS.includes(error)))
    return { kind: 'accepted', error }
  return {
    kind: 'other',
    words: error === null ? `status ${answer.status}` : `${error} ${params.get('error_description')}`,
  }
}
