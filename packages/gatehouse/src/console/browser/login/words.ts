// Explains what can go wrong with a login of a page besides a refusal by the tenant, which src/problem/login-errors.ts explains.
import { allowCallback, allowWebOrigin, COPY_CLIENT_ID } from '../../../problem/dashboard-remedies.ts'
import { explainLoginError, type LoginExplanation } from '../../../problem/login-errors.ts'
import type { Answer } from './answer.ts'

/** The login failed. */
export class LoginError extends Error {
  /** The words for the person who logs in. */
  readonly person: string
  /** The words for the operator; empty when there is nothing that the operator can do. */
  readonly operator: string

  constructor({ person, operator }: LoginExplanation, options?: ErrorOptions) {
    super(`${person} ${operator}`.trim(), options)
    this.person = person
    this.operator = operator
  }
}

/** The subject of the texts. */
export interface LoginFacts {
  readonly audience: string
  readonly redirectUri: string
  readonly origin: string
  readonly tenant: string
}

/** The error of the tenant in place of a code or a token (RFC 6749 §4.1.2.1, §5.2). */
export function describeRefusal(
  { error, error_description: description = '' }: Answer,
  { audience, redirectUri: callbackUrl }: LoginFacts,
): LoginExplanation {
  if (error === undefined)
    return {
      person: 'The login service gave no answer. Sign in again.',
      operator: 'It sent neither a token nor an error.',
    }
  const { person, operator } = explainLoginError({ error, description }, { audience, callbackUrl, isPage: true })
  const said = description === '' ? error : `${description.replace(/\.$/, '')} (${error})`
  return { person, operator: `The tenant refused: ${said}. ${operator}` }
}

/** Errors that only the tenant's own page shows, because it does not redirect (RFC 6749 §4.1.2.1). */
export function describeLostWindow({ redirectUri }: LoginFacts): LoginExplanation {
  return {
    person: 'The window was closed before you were signed in; if it is still there, go on in it.',
    operator: `If it said «Callback URL mismatch»: ${allowCallback(redirectUri)}. If it said «Unknown client»: ${COPY_CLIENT_ID}.`,
  }
}

/** The tenant could not be reached, or did not let this page read the response (the Fetch standard does not distinguish these). */
export function describeSilence({ tenant, origin }: LoginFacts): LoginExplanation {
  return {
    person: 'The login service did not answer this page. Try again in a minute.',
    operator: `If ${tenant} is up, the application may not know this page: ${allowWebOrigin(origin)}.`,
  }
}

/** The gateway has no settings for signing in. */
export const NO_CLIENT: LoginExplanation = {
  person: 'Nobody can sign in on this page.',
  operator: 'The gateway has no AUTH0_CLIENT_ID (docs/configuration.md).',
}
/** The browser opened no window. */
export const POPUP_BLOCKED: LoginExplanation = {
  person:
    'Your browser opened no window to sign in. Allow popups for this page (most browsers ask at the end of the address bar), and try again.',
  operator: '',
}
/** RFC 6749 §10.12. */
export const FOREIGN_ANSWER: LoginExplanation = {
  person: 'What came back does not belong to this login, so it was not used. Please sign in again.',
  operator: '',
}
