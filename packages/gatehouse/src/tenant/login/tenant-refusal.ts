// Describes a refusal of a login by the tenant, and its remedy.
import { allowCallback, allowGrants, createApi, READ_TENANT_LOG, sentence } from '../../problem/dashboard-remedies.ts'
import type { LoginSettings } from './login-settings.ts'

/**
 * The tenant's text is shown and logged up to this length. The text of a callback comes through the browser, so anyone may have written
 * it.
 */
const ERROR_MAX_CHARACTERS = 64
const DESCRIPTION_MAX_CHARACTERS = 300
// RFC 6749 §4.1.2.1 defines the characters of a code. Descriptions may be in any language, but must not contain invisible characters or
// characters that reverse the text after them.
const NOT_OF_ERROR = /[^\u0020\u0021\u0023-\u005b\u005d-\u007e]/g
const NOT_OF_DESCRIPTION = /[\p{C}\u2028\u2029]/gu

/** Thrown when the tenant refuses a login (RFC 6749 §4.1.2.1, §5.2). */
export class TenantRefusal extends Error {
  override readonly name = 'TenantRefusal'
  /** Its code, for example `access_denied`. */
  readonly error: string
  readonly description: string

  constructor(error: string, description: string | undefined, cause?: unknown) {
    const code = error.slice(0, ERROR_MAX_CHARACTERS).replaceAll(NOT_OF_ERROR, '?')
    super(code, { cause })
    this.error = code
    this.description = (description ?? '').slice(0, DESCRIPTION_MAX_CHARACTERS).replaceAll(NOT_OF_DESCRIPTION, ' ')
  }
}

// RFC 6749 §5.2, RFC 9126 §2.3, and codes of other servers: about the application, about the tenant, or caused by us.
const NOT_OF_PERSON: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_request',
  'invalid_scope',
  'temporarily_unavailable',
  'server_error',
  'too_many_requests',
  'invalid_response',
])

/**
 * Returns whether a refusal is about the user, who then has to log in again: an invalid refresh token, a second factor, a consent or a
 * rule of the tenant (Auth0 has a code for each). Otherwise no session is the cause.
 */
export function isOfPerson({ error, description }: TenantRefusal): boolean {
  return !NOT_OF_PERSON.has(error) && !(error === 'access_denied' && ABOUT_APPLICATION.test(description))
}

// Auth0 sends `access_denied` for a wrong secret and for a missing API, too.
const ABOUT_APPLICATION = /^unauthorized$|^service not/i

const AGAIN = 'Start the login again.'

/** Returns what a person can do about a refusal. It says nothing about the settings, which a person cannot change. */
export function adviceFor(refusal: TenantRefusal): string {
  switch (refusal.error) {
    case 'temporarily_unavailable':
    case 'server_error':
    case 'too_many_requests':
      return 'The login service cannot log you in at the moment. Try again in a few minutes.'
    case 'invalid_grant':
      return 'A login can be finished once, and within a few minutes. Start it again.'
    case 'login_required':
    case 'consent_required':
    case 'interaction_required':
      return 'The login service has to ask you something. Start the login again.'
    default:
      return isOfPerson(refusal)
        ? 'The login service did not let you in: you declined, or a rule of your organization forbids it. Start the login again, or ask the operator.'
        : 'This login is not set up correctly, and you cannot change that: tell the operator.'
  }
}

/** Returns the remedy of a refusal, as a sentence for the operator. */
export function remedyOf({ error, description }: TenantRefusal, settings: LoginSettings): string {
  const { clientId, audience } = settings
  if (/service not found|audience/i.test(description)) return sentence(createApi(audience))
  if (/callback|redirect/i.test(description)) return sentence(allowCallback(settings.callbackUrl, clientId))
  switch (error) {
    case 'unauthorized_client':
      return sentence(allowGrants('Authorization Code and Refresh Token', clientId))
    case 'invalid_client':
      return `AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET must be those of one application of the tenant, a Regular Web Application.`
    case 'access_denied':
      return description === 'Unauthorized'
        ? `AUTH0_CLIENT_SECRET is not the secret of the application ${clientId}.`
        : `${AGAIN} Whoever was asked did not consent, or a rule of the tenant says no.`
    case 'login_required':
    case 'consent_required':
    case 'interaction_required':
      return 'The tenant has to ask something, and prompt=none forbids that: start the login without it.'
    case 'invalid_grant':
      return `${AGAIN} A code is good once, and for a short time.`
    default:
      return `${AGAIN} If that does not help, ${READ_TENANT_LOG}.`
  }
}
