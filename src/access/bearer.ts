// Reads the access token out of the Authorization header, as RFC 6750 §2.1 says, and nowhere else: a token in the query
// or the body is never looked at.
import { Refusal } from './refusal.ts'

/** Longest token that is looked at. Defends the parser against megabytes of base64. */
const TOKEN_MAX_BYTES = 16 * 1024

const BEARER = /^bearer(?: +|$)/i
const LATER_BEARER = /,\s*bearer /i
// RFC 6750 §2.1, b64token
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/

/**
 * Reads the one bearer token of a request.
 *
 * @param headers the request's headers; repeated Authorization headers arrive here joined by commas
 * @returns the token, or `null` when there is none or another scheme was used
 * @throws Refusal `token_ambiguous` (more than one), `header_too_large`, `token_malformed`
 */
export function readBearer(headers: { get(name: string): string | null }): string | null {
  const value = headers.get('authorization')
  if (value === null) return null
  if (LATER_BEARER.test(value) || (value.includes(',') && BEARER.test(value))) throw new Refusal('token_ambiguous')
  const scheme = BEARER.exec(value)
  if (scheme === null) return null
  const token = value.slice(scheme[0].length)
  if (token.length > TOKEN_MAX_BYTES) throw new Refusal('header_too_large')
  if (!B64TOKEN.test(token)) throw new Refusal('token_malformed')
  return token
}
