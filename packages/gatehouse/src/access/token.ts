// Parses a compact JWS (RFC 7515 §7.1) without trusting its content.
import { decodeBase64url, isCanonical } from './base64url.ts'
import { type Claims, isRecord } from './json.ts'
import { KID_MAX_CHARACTERS } from './jwks.ts'
import { ProblemError } from './problem-error.ts'
import { ALGORITHMS, type Algorithm } from './trust.ts'

/** A token with the right shape; nothing else is checked. */
export interface UnverifiedToken {
  readonly algorithm: Algorithm
  readonly kid: string
  readonly claims: Claims
}

// RFC 9068 §2.1 and what Auth0 writes; RFC 7515 §4.1.9 lets "application/" be left out.
const ACCESS_TOKEN_TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt'])
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A compact JWS with an accepted header; nothing else is checked. */
export interface UnverifiedJws {
  readonly algorithm: Algorithm
  readonly kid: string
  /** In base64url. */
  readonly payload: string
}

/**
 * Parses a token. @throws ProblemError as {@link parseJws}, and `token_malformed` for a payload that is not a JSON object
 */
export function parseToken(token: string): UnverifiedToken {
  const { algorithm, kid, payload } = parseJws(token)
  return { algorithm, kid, claims: parseObject(payload) }
}

/**
 * Parses a signed text. The header may name an accepted algorithm and a key id. Its other members about the location of keys (`jku`,
 * `x5u`, `jwk`, `x5c`) are not read, and an extension that must be understood is refused (RFC 7515 §4.1.11).
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
  // A second encoding of the same signature would be a second valid token.
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
