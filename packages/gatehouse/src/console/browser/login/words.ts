// Explains a failed login to the reader, with the setting to change in the tenant's dashboard.
import {
  ADD_PERMISSION,
  ALLOW_PERSONAL_LOGIN,
  allowCallback,
  allowGrants,
  allowWebOrigin,
  authorizeApplication,
  COPY_CLIENT_ID,
  createApi,
  sentence,
  SET_DEFAULT_DIRECTORY,
  SKIP_CONSENT,
  UNBLOCK_USER,
  USE_NO_SECRET,
} from '../../../problem/dashboard-remedies.ts'
import type { Answer } from './answer.ts'

/** The login failed. The message is for the reader. */
export class LoginError extends Error {}

/** The subject of the texts. */
export interface LoginFacts {
  readonly audience: string
  readonly redirectUri: string
  readonly origin: string
  readonly tenant: string
}

/** A remedy, and the responses that it is for: `error: error_description`. */
type Remedy = readonly [answer: RegExp, remedy: (facts: LoginFacts) => string]

// The first that fits. Auth0 says little by the code and much by the description.
const REMEDIES: readonly Remedy[] = [
  [
    /service not found|(audience|resource server).*(not found|unknown|invalid)/i,
    ({ audience }) => sentence(createApi(audience)),
  ],
  [
    /did not authorize|consent/i,
    () => `Consent was refused: sign in again and accept. To spare readers the question, ${SKIP_CONSENT}.`,
  ],
  [
    /grant type/i,
    () =>
      `${sentence(allowGrants('«Implicit», «Authorization Code» or «Password»'))} Or choose another way under Authorize.`,
  ],
  [/organization/i, () => `The application asks for an organization: ${ALLOW_PERSONAL_LOGIN}.`],
  [/default (connection|directory)/i, () => `Sending name and password needs a directory: ${SET_DEFAULT_DIRECTORY}.`],
  [/blocked/i, () => sentence(UNBLOCK_USER)],
  [/email or password/i, () => 'Try again, or use one of the ways that open a window of the tenant.'],
  [
    /mfa|multifactor/i,
    () => 'This user has a second factor, which needs a window of the tenant: use implicit or authorizationCode.',
  ],
  [/invalid_grant/i, () => 'A code is good once and for a few minutes only: sign in again.'],
  [
    /invalid_client|access_denied: unauthorized$/i,
    () => `The application has a secret that a page can’t keep: ${USE_NO_SECRET}, or choose implicit under Authorize.`,
  ],
  [/unauthorized_client|not authorized to access/i, ({ audience }) => sentence(authorizeApplication(audience))],
  [/redirect_uri|callback/i, ({ redirectUri }) => sentence(allowCallback(redirectUri))],
  [/invalid_scope/i, () => sentence(ADD_PERMISSION)],
  [/login_required|interaction_required/i, () => 'Sign in again.'],
  [/too_many|rate/i, () => 'Wait a minute, and sign in again.'],
  [/server_error|temporarily_unavailable/i, () => 'Sign in again; status.auth0.com says whether Auth0 is well.'],
]

/** The error of the tenant in place of a code or a token (RFC 6749 §4.1.2.1, §5.2), and the remedy. */
export function describeRefusal({ error, error_description: description }: Answer, facts: LoginFacts): string {
  if (error === undefined) return 'The tenant gave neither a token nor a reason. Sign in again.'
  const said = `${error}: ${description ?? ''}`
  const remedy = REMEDIES.find(([answer]) => answer.test(said))?.[1](facts)
  const refusal = `The tenant refused: ${(description ?? 'it gave no reason').replace(/\.$/, '')} (${error}).`
  return remedy === undefined ? refusal : `${refusal} ${remedy}`
}

/** Errors that only the tenant's own page shows, because it does not redirect (RFC 6749 §4.1.2.1). */
export function describeLostWindow({ redirectUri }: LoginFacts): string {
  return (
    'The window was closed before you were signed in; if it is still there, go on in it. ' +
    `If it said «Callback URL mismatch»: ${allowCallback(redirectUri)}. If it said «Unknown client»: ${COPY_CLIENT_ID}.`
  )
}

/** The tenant could not be reached, or did not let this page read the response (the Fetch standard does not distinguish these). */
export function describeSilence({ tenant, origin }: LoginFacts): string {
  return (
    `The tenant, ${tenant}, could not be asked for a token. If it is up, the application may not know this page: ` +
    `${allowWebOrigin(origin)}.`
  )
}

/** The gateway has no settings for signing in. */
export const NO_CLIENT = 'Nobody can sign in here: the gateway has no AUTH0_CLIENT_ID (docs/configuration.md).'
/** The browser opened no window. */
export const POPUP_BLOCKED =
  'Your browser opened no window to sign in. Allow popups for this page (most browsers ask at the end of the address bar), and try again.'
/** RFC 6749 §10.12. */
export const FOREIGN_ANSWER = 'What came back does not belong to this login, so it was not used. Please sign in again.'
