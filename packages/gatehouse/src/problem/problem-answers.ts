// What an operation may be refused with before anybody answers it, for the document.
import { type Policy, tokenNeed } from '../access/index.ts'

/** What matters of an operation. */
export interface RefusedOperation {
  readonly access: Policy
  /** Whether it has parameters or a body. */
  readonly hasInput: boolean
  /** Whether it reads a body. */
  readonly hasBody: boolean
  /** Whether its callers are counted. */
  readonly isCounted: boolean
}

const UNAVAILABLE =
  'No token can be judged at the moment, or the service does not answer: `Retry-After` says when to try again'

/** The refusals of guard and validation, a sentence for each status. */
export function describeProblemAnswers(operation: RefusedOperation): Readonly<Record<number, string>> {
  const { access, hasInput, hasBody, isCounted } = operation
  const need = tokenNeed(access)
  return {
    // A token among the protocols of a WebSocket beside another one is refused whatever the operation demands.
    400: hasInput
      ? 'The request is invalid, or carries more than one token'
      : 'The request carries more than one token',
    ...(need === 'required' && { 401: 'No access token, or one that is not good' }),
    ...(need === 'optional' && { 401: 'An access token that is not good' }),
    ...(need === 'required' && {
      403:
        access.kind === 'signedIn'
          ? 'A session, and no proof that a page of this very origin sent the request'
          : 'The token lacks what the operation demands',
    }),
    ...(hasBody && {
      413: 'The body is too large',
      415: 'The body is compressed, or of a media type that is not taken',
    }),
    ...(isCounted && { 429: 'Too many requests: `Retry-After` says when to try again' }),
    ...(need !== 'ignored' && { 431: 'The `Authorization` header is too large' }),
    500: 'Something went wrong here: the request id leads to the log',
    ...(need !== 'ignored' && { 503: UNAVAILABLE }),
  }
}

/** What the gateway answers besides in place of the service that it hands an operation on to, a sentence for each status. */
export const FORWARDING_PROBLEMS: Readonly<Record<number, string>> = {
  413: 'The body is too large',
  502: 'The service failed, or could not be reached',
  503: UNAVAILABLE,
  504: 'The service took too long',
}
