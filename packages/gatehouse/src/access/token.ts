// Takes a compact JWS (RFC 7515 §7.1) apart without believing a word of it.
import { decodeBase64url, isCanonical } from './base64url.ts'
import { type Claims, isRecord } from './json.ts'
import { KID_MAX_CHARACTERS } from './jwks.ts'
import { ProblemError } from './problem-error.ts'
import { ALGORITHMS, type Algorithm } from './trust.ts'

/** A token that has the right shape and nothing more. */
export interface UnverifiedToken {
  readonly algorithm: Algorithm
  readonly kid: string
  readonly claims: Claims
}

// RFC 9068 §2.1 and what Auth0 writes; RFC 7515 §4.1.9 lets "application/" be left out.
const ACCESS_TOKEN_TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt'])
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A compact JWS with a header that may be obeyed, and nothing more. */
export interface UnverifiedJws {
  readonly algorithm: Algorithm
  readonly kid: string
  /** In base64url. */
  readonly payload: string
}

/**
 * Takes a token apart. @throws ProblemError as {@link parseJws}, and `token_malformed` for a payload that is no JSON object
 */
export function parseToken(token: string): UnverifiedToken {
  const { algorithm, kid, payload } = parseJws(token)
  return { algorithm, kid, claims: parseObject(payload) }
}

/**
 * Takes a signed text apart. The header may name an algorithm of our list and a key id; whatever else it says about where keys
 * are (`jku`, `x5u`, `jwk`, `x5c`) is not read, and an extension that must be understood is refused (RFC 7515 §4.1.11).
 *
 * @throws ProblemError `token_malformed`, `token_algorithm`, `token_not_access`, `token_key_unknown` (no kid), `token_signature` (none)
 */
export function parseJws(token: string): UnverifiedJws {
  const parts = token.split('.')
  const [header, payload, signature] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) {
    throw new ProblemError('token_malformed')
  }
  const { algorithm, kid } = readHeader(parseObject(header))
  if (signature === '') throw new ProblemError('token_signature')
  // A second spelling of the same signature would be a second token with the same powers.
  if (!isCanonical(signature)) throw new ProblemError('token_malformed')
  return { algorithm, kid, payload }
}

function readHeader(header: Claims): { algorithm: Algorithm; kid: string } {
  const { alg, typ, kid } = header
  if (typeof alg !== 'string') throw new ProblemError('token_malformed')
  const algorithm = ALGORITHMS.find((allowed) => allowed === alg)
  if (algorithm === undefined) throw new ProblemError('token_algorithm')
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) throw new ProblemError('token_malformed')
  if (typ !== undefined && typeof typ !== 'string') throw new ProblemError('token_malformed')
  if (typ !== undefined && !ACCESS_TOKEN_TYPES.has(typ.toLowerCase())) throw new ProblemError('token_not_access')
  if (kid === undefined) throw new ProblemError('token_key_unknown')
  if (typeof kid !== 'string' || kid === '' || kid.length > KID_MAX_CHARACTERS)
    throw new ProblemError('token_malformed')
  return { algorithm, kid }
}

function parseObject(encoded: string): Claims {
  const bytes = decodeBase64url(encoded)
  if (bytes === null || bytes.length === 0) throw new ProblemError('token_malformed')
  let value: unknown
  try {
    value = JSON.parse(UTF8.decode(bytes))
  } catch (cause) {
    throw new ProblemError('token_malformed', { cause })
  }
  if (!isRecord(value)) throw new ProblemError('token_malformed')
  return value
}
