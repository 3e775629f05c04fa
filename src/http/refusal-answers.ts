// What an operation may be refused with before anybody answers it, for the document.
import { type Policy, tokenNeed } from '#access'

/** What matters of an operation. */
export interface RefusedOperation {
  readonly access: Policy
  /** Whether it reads a body. */
  readonly hasBody: boolean
  /** Whether its callers are counted. */
  readonly isCounted: boolean
}

/** The refusals of guard and gateway, a sentence for each status. */
export function describeRefusals({ access, hasBody, isCounted }: RefusedOperation): Readonly<Record<number, string>> {
  const need = tokenNeed(access)
  return {
    ...(need === 'required' && { 401: 'No access token, or one that is not good' }),
    ...(need === 'optional' && { 401: 'An access token that is not good' }),
    ...(need === 'required' && access.kind !== 'signedIn' && { 403: 'The token lacks what the operation demands' }),
    ...(hasBody && { 413: 'The body is too large' }),
    ...(isCounted && { 429: 'Too many requests: `Retry-After` says when to try again' }),
    ...(need !== 'ignored' && { 503: 'No token can be judged at the moment' }),
  }
}
