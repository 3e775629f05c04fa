// The catalogue of refusals of a login by the tenant: words for the person who logs in, and words for the operator, who can change the
// settings. The session and the pages both read it.
import {
  ADD_PERMISSION,
  ALLOW_PERSONAL_LOGIN,
  allowCallback,
  allowGrants,
  authorizeApplication,
  COPY_CLIENT_SECRET,
  createApi,
  READ_TENANT_LOG,
  sentence,
  SET_DEFAULT_DIRECTORY,
  SKIP_CONSENT,
  UNBLOCK_USER,
  USE_NO_SECRET,
} from './dashboard-remedies.ts'

/** The facts that the words for the operator name. */
export interface LoginFacts {
  readonly audience: string
  readonly callbackUrl: string
  /** Of the application; the words speak of «your application» without it. */
  readonly clientId?: string
  /** Whether a page logs in, which cannot keep a secret. */
  readonly isPage: boolean
}

/** An explanation of a login that failed. */
export interface LoginExplanation {
  /** What the person can do. It names no setting. */
  readonly person: string
  /** What the operator can do. */
  readonly operator: string
}

/** The tenant's words (RFC 6749 §4.1.2.1, §5.2). */
interface LoginRefusal {
  readonly error: string
  readonly description?: string
}

/** A refusal, and its words. */
interface Row {
  /** The codes of RFC 6749 §4.1.2.1 and §5.2, of RFC 9126 §2.3, of OpenID Connect Core §3.1.2.6 and of Auth0. */
  readonly codes: readonly string[]
  /** Auth0 says little by the code and much by the description. */
  readonly description?: RegExp
  /** Who can help: the person by another login, the operator by the settings, or the tenant by being well again. */
  readonly cause: 'person' | 'settings' | 'tenant'
  readonly person: string
  readonly operator: (facts: LoginFacts) => string
}

const AGAIN = 'Start the login again.'
const NOT_SET_UP = 'This login is not set up correctly, and you cannot change that: tell the operator.'
const NOT_LET_IN =
  'The login service did not let you in: you declined, or a rule of your organization forbids it. Start the login again, or ask the operator.'

// The first that fits. An Action of the tenant may describe an `access_denied` as it likes: such a row fits Auth0's own words alone.
const ROWS: readonly Row[] = [
  {
    codes: ['access_denied', 'invalid_request', 'invalid_target'],
    description: /^service not (?:found|enabled)|^(?:unknown|invalid) (?:audience|resource)/i,
    cause: 'settings',
    person: NOT_SET_UP,
    operator: ({ audience }) => sentence(createApi(audience)),
  },
  {
    codes: ['access_denied', 'consent_required'],
    description: /did not authorize|consent/i,
    cause: 'person',
    person: 'Your consent is missing. Start the login again, and accept.',
    operator: () => `To spare people the question, ${SKIP_CONSENT}.`,
  },
  {
    codes: ['access_denied'],
    description: /^unauthorized\.?$/i,
    cause: 'settings',
    person: NOT_SET_UP,
    operator: wrongCredentials,
  },
  { codes: ['invalid_client'], cause: 'settings', person: NOT_SET_UP, operator: wrongCredentials },
  {
    codes: ['access_denied'],
    description: /^client (?:is not authorized to access|has not been granted)/i,
    cause: 'settings',
    person: NOT_SET_UP,
    operator: unauthorizedApplication,
  },
  {
    codes: ['unauthorized_client'],
    description: /not authorized to access/i,
    cause: 'settings',
    person: NOT_SET_UP,
    operator: unauthorizedApplication,
  },
  {
    codes: ['unauthorized_client', 'unsupported_grant_type', 'unsupported_response_type'],
    cause: 'settings',
    person: NOT_SET_UP,
    operator: ({ isPage, clientId }) =>
      isPage
        ? `${sentence(allowGrants('«Implicit», «Authorization Code», «Password» or «Client Credentials»'))} Or choose another way under Authorize.`
        : sentence(allowGrants('Authorization Code and Refresh Token', clientId)),
  },
  {
    codes: ['invalid_request'],
    description: /organization/i,
    cause: 'settings',
    person: 'This login is for the members of an organization: start it again with yours, or ask the operator.',
    operator: () => `The application asks for an organization: ${ALLOW_PERSONAL_LOGIN}.`,
  },
  {
    codes: ['invalid_request'],
    description: /callback|redirect/i,
    cause: 'settings',
    person: NOT_SET_UP,
    operator: ({ callbackUrl, clientId }) => sentence(allowCallback(callbackUrl, clientId)),
  },
  {
    codes: ['server_error'],
    description: /default (?:connection|directory)/i,
    cause: 'settings',
    person: NOT_SET_UP,
    operator: () => `Sending name and password needs a directory: ${SET_DEFAULT_DIRECTORY}.`,
  },
  { codes: ['invalid_scope'], cause: 'settings', person: NOT_SET_UP, operator: () => sentence(ADD_PERMISSION) },
  {
    codes: ['access_denied', 'unauthorized', 'too_many_attempts'],
    description: /blocked/i,
    cause: 'person',
    person: 'The login service has blocked this account: ask the operator.',
    operator: () => sentence(UNBLOCK_USER),
  },
  {
    codes: ['invalid_grant'],
    description: /email or password/i,
    cause: 'person',
    person: 'The email address or the password is wrong. Try again.',
    operator: () => 'The ways that open a window of the tenant also reset a password.',
  },
  {
    codes: ['mfa_required', 'access_denied', 'invalid_grant'],
    description: /mfa|multi-?factor/i,
    cause: 'person',
    person:
      'This account has a second factor, which needs a window of the login service: choose another way to sign in.',
    operator: () => 'The second factor needs implicit or authorizationCode.',
  },
  {
    codes: ['invalid_grant'],
    cause: 'person',
    person: 'A login can be finished once, and within a few minutes. Start it again.',
    operator: () => `${AGAIN} A code is good once, and for a short time.`,
  },
  {
    codes: ['login_required', 'interaction_required', 'account_selection_required'],
    cause: 'person',
    person: 'The login service has to ask you something. Start the login again.',
    operator: () => 'The tenant has to ask something, and prompt=none forbids that: start the login without it.',
  },
  {
    codes: ['too_many_requests', 'too_many_attempts'],
    cause: 'tenant',
    person: 'There were too many attempts. Wait a minute, and start the login again.',
    operator: () => `The tenant limits logins: ${READ_TENANT_LOG}.`,
  },
  {
    codes: ['temporarily_unavailable', 'server_error'],
    cause: 'tenant',
    person: 'The login service cannot log you in at the moment. Try again in a few minutes.',
    operator: () => `${AGAIN} The page status.auth0.com says whether Auth0 is well.`,
  },
  {
    codes: ['invalid_request', 'invalid_response'],
    cause: 'settings',
    person: NOT_SET_UP,
    operator: () => `${AGAIN} If that does not help, ${READ_TENANT_LOG}.`,
  },
  {
    codes: ['access_denied'],
    cause: 'person',
    person: NOT_LET_IN,
    operator: () => `${AGAIN} The person declined, or a rule of the tenant says no.`,
  },
]

/** Explains a refusal; one that the catalogue does not have is about the person. */
export function explainLoginError(refusal: LoginRefusal, facts: LoginFacts): LoginExplanation {
  const row = rowOf(refusal)
  if (row === undefined) return { person: NOT_LET_IN, operator: `${AGAIN} If that does not help, ${READ_TENANT_LOG}.` }
  return { person: row.person, operator: row.operator(facts) }
}

/** Returns whether another login of the person can help: a code that the catalogue does not have is a rule of a tenant. */
export function isOfPerson(refusal: LoginRefusal): boolean {
  return (rowOf(refusal)?.cause ?? 'person') === 'person'
}

function rowOf({ error, description = '' }: LoginRefusal): Row | undefined {
  return ROWS.find((row) => row.codes.includes(error) && (row.description?.test(description) ?? true))
}

function wrongCredentials({ isPage, clientId = 'your application' }: LoginFacts): string {
  if (isPage)
    return `The application has a secret, which a page cannot keep: ${USE_NO_SECRET}, or choose implicit under Authorize.`
  return `${sentence(COPY_CLIENT_SECRET)} AUTH0_CLIENT_SECRET is not the secret of ${clientId}, a Regular Web Application.`
}

function unauthorizedApplication({ audience }: LoginFacts): string {
  return sentence(authorizeApplication(audience))
}
