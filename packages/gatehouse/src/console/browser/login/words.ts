// Why nobody was signed in, in words for the reader, and what to change in the tenant's dashboard.
import type { Answer } from './answer.ts'

/** Nobody was signed in. The message is for the reader. */
export class LoginError extends Error {}

/** What the words are about. */
export interface LoginFacts {
  readonly audience: string
  readonly redirectUri: string
  readonly origin: string
  readonly tenant: string
}

/** A remedy, and the answers that it is for: `error: error_description`. */
type Remedy = readonly [answer: RegExp, remedy: (facts: LoginFacts) => string]

// The first that fits. Auth0 says little by the code and much by the description.
const REMEDIES: readonly Remedy[] = [
  [
    /service not found|(audience|resource server).*(not found|unknown|invalid)/i,
    ({ audience }) =>
      `The tenant knows no API with the identifier ${audience}: create it under Applications → APIs, or put the identifier of yours into AUTH0_AUDIENCE.`,
  ],
  [
    /did not authorize|consent/i,
    () =>
      'Consent was refused: sign in again and accept. Applications → APIs → Settings → «Allow Skipping User Consent» spares readers the question, though not on localhost.',
  ],
  [
    /grant type/i,
    () =>
      'Tick it under Applications → your application → Settings → Advanced Settings → Grant Types: «Implicit», «Authorization Code» or «Password». Or choose another way under Authorize.',
  ],
  [
    /organization/i,
    () =>
      'The application asks for an organization: under Applications → your application → Organizations choose «Both», so that people may sign in without one.',
  ],
  [
    /default (connection|directory)/i,
    () =>
      'Sending name and password needs a directory: write its name, such as Username-Password-Authentication, into Settings → General → API Authorization Settings → Default Directory.',
  ],
  [/blocked/i, () => 'Unblock the user under User Management → Users.'],
  [/email or password/i, () => 'Try again, or use one of the ways that open a window of the tenant.'],
  [
    /mfa|multifactor/i,
    () => 'This user has a second factor, which needs a window of the tenant: use implicit or authorizationCode.',
  ],
  [/invalid_grant/i, () => 'A code is good once and for a few minutes only: sign in again.'],
  [
    /invalid_client|access_denied: unauthorized$/i,
    () =>
      'The application has a secret that a page can’t keep: under Applications → your application → Credentials set the authentication method to «None», or choose implicit under Authorize.',
  ],
  [
    /unauthorized_client|not authorized to access/i,
    ({ audience }) => `Let the application use the API under Applications → APIs → ${audience} → Application Access.`,
  ],
  [
    /redirect_uri|callback/i,
    ({ redirectUri }) => `Add ${redirectUri} under Applications → your application → Settings → Allowed Callback URLs.`,
  ],
  [/invalid_scope/i, () => 'Add the scopes under Applications → APIs → your API → Permissions.'],
  [/login_required|interaction_required/i, () => 'Sign in again.'],
  [/too_many|rate/i, () => 'Wait a minute, and sign in again.'],
  [/server_error|temporarily_unavailable/i, () => 'Sign in again; status.auth0.com says whether Auth0 is well.'],
]

/** What the tenant said in place of a code or a token (RFC 6749 §4.1.2.1, §5.2), and the remedy. */
export function describeRefusal({ error, error_description: description }: Answer, facts: LoginFacts): string {
  if (error === undefined) return 'The tenant gave neither a token nor a reason. Sign in again.'
  const said = `${error}: ${description ?? ''}`
  const remedy = REMEDIES.find(([answer]) => answer.test(said))?.[1](facts)
  const refusal = `The tenant refused: ${(description ?? 'it gave no reason').replace(/\.$/, '')} (${error}).`
  return remedy === undefined ? refusal : `${refusal} ${remedy}`
}

/** What only the tenant's own page can say, because it sends nobody back (RFC 6749 §4.1.2.1). */
export function describeLostWindow({ redirectUri }: LoginFacts): string {
  return (
    'The window was closed before you were signed in; if it is still there, go on in it. ' +
    `If it said «Callback URL mismatch»: add ${redirectUri} under Applications → your application → Settings → Allowed ` +
    'Callback URLs. If it said «Unknown client»: put the application’s Client ID into AUTH0_CLIENT_ID.'
  )
}

/** The tenant could not be asked for a token, or did not let this page read the answer (the Fetch standard tells no difference). */
export function describeSilence({ tenant, origin }: LoginFacts): string {
  return (
    `The tenant, ${tenant}, could not be asked for a token. If it is up, ${origin} may be missing under Applications → ` +
    'your application → Settings → Allowed Web Origins.'
  )
}

/** The gateway can sign nobody in. */
export const NO_CLIENT = 'Nobody can sign in here: the gateway has no AUTH0_CLIENT_ID (README.md, «Configuration»).'
/** The browser opened no window. */
export const POPUP_BLOCKED =
  'Your browser opened no window to sign in. Allow popups for this page (most browsers ask at the end of the address bar), and try again.'
/** RFC 6749 §10.12. */
export const FOREIGN_ANSWER = 'What came back does not belong to this login, so it was not used. Please sign in again.'
