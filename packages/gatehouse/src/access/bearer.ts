// Reads the access token from the Authorization header (RFC 6750 §2.1, RFC 9449 §7.1), and from nowhere else: a token in the query or the
// body is ignored.
import { ProblemError } from './problem-error.ts'

/** The longest token that is read. It protects the parser against megabytes of base64. */
export const TOKEN_MAX_BYTES = 16 * 1024

// The scheme ends where no character of a name follows (RFC 9110 §5.6.2), so that a tab can't make it another one.
const SCHEME = /^(bearer|dpop)(?![\w!#$%&'*+.^`|~-]) */i
const LATER_TOKEN = /,\s*(?:bearer|dpop) /i
// RFC 6750 §2.1, b64token
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/

/** A token and the scheme that it was sent with. */
export interface Credential {
  readonly scheme: 'bearer' | 'dpop'
  readonly token: string
}

/**
 * Reads the one access token of a request. Its characters are not looked at: see {@link checkCharacters}.
 *
 * @param headers the request's headers; repeated Authorization headers arrive here joined by commas
 * @returns the token, or `null` when there is none or another scheme was used
 * @throws ProblemError `token_ambiguous` (more than one), `header_too_large`
 */
export function readCredential(headers: { get(name: string): string | null }): Credential | null {
  const value = headers.get('authorization')
  if (value === null) return null
  const scheme = SCHEME.exec(value)
  if (value.includes(',') && (scheme !== null || LATER_TOKEN.test(value))) throw new ProblemError('token_ambiguous')
  if (scheme === null) return null
  const token = value.slice(scheme[0].length)
  if (token.length > TOKEN_MAX_BYTES) throw new ProblemError('header_too_large')
  return { scheme: scheme[1]?.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token }
}

/** Refuses a token with characters that no token may have. @throws ProblemError `token_malformed` */
export function checkCharacters(token: string): void {
  if (!B64TOKEN.test(token)) throw new ProblemError('token_malformed')
}
