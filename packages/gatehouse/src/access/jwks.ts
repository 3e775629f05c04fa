// Parses a JWK Set (RFC 7517 §5) strictly: every entry is dropped that is not a public signing key of sufficient size and of an accepted
// kind.
import { decodeBase64url } from './base64url.ts'
import { isRecord } from './json.ts'
import { isRocaWeak } from './roca.ts'
import {
  type Algorithm,
  ALGORITHMS_OF,
  DEFAULT_ALGORITHMS,
  type EcPublicKey,
  type PublicKey,
  type RsaPublicKey,
} from './trust.ts'

/** Smaller moduli can be factored (RFC 7518 §3.3 requires this size too). */
const MODULUS_MIN_BITS = 2048
/** With larger ones, every verification could be a denial of service. */
const MODULUS_MAX_BITS = 8192
/** RFC 7518 §6.2.1.2: a coordinate has the full size of one of its curve. */
const COORDINATE_BYTES = 32
/** The longest key id that is kept; those of Auth0 have 21 characters. */
export const KID_MAX_CHARACTERS = 256

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** A parsed key set: the usable keys, and why each of the others was dropped. */
export interface ReadKeySet {
  readonly keys: readonly PublicKey[]
  readonly dropped: readonly string[]
}

/**
 * Parses the text of a JWK Set. The `alg` of a key may be missing. A key whose `alg` does not fit its kind is not used at all (RFC 8725
 * §3.1). A key with RS256 or PS256 is used for both, because Auth0 lists RS256 for the key that signs PS256 too.
 *
 * @param algorithms the accepted ones: keys on elliptic curves are dropped unless ES256 is among them
 * @throws SyntaxError when the text is not JSON or has no `keys` array
 */
export function parseKeySet(jwks: string, algorithms: readonly Algorithm[] = DEFAULT_ALGORITHMS): ReadKeySet {
  const document: unknown = JSON.parse(jwks)
  const entries: unknown = isRecord(document) ? document['keys'] : undefined
  if (!Array.isArray(entries)) throw new SyntaxError('a JWK Set has an array "keys" (RFC 7517 §5)')
  const keys = new Map<string, PublicKey>()
  const dropped: string[] = []
  for (const entry of entries as unknown[]) {
    const read = readKey(entry, algorithms)
    if (typeof read === 'string') dropped.push(read)
    else if (keys.has(read.kid)) dropped.push('a second key with the same kid')
    else keys.set(read.kid, read)
  }
  return { keys: [...keys.values()], dropped }
}

function readKey(entry: unknown, algorithms: readonly Algorithm[]): PublicKey | string {
  if (!isRecord(entry)) return 'not an object'
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(entry, member))) return 'private or symmetric'
  const { kty } = entry
  if (kty !== 'RSA' && !(kty === 'EC' && algorithms.includes('ES256'))) return 'not an RSA key'
  if (entry['use'] !== undefined && entry['use'] !== 'sig') return 'not for signatures'
  const operations = entry['key_ops']
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return 'not for verifying'
  }
  const { alg, kid } = entry
  if (alg !== undefined && !ALGORITHMS_OF[kty].some((known) => known === alg)) return 'for another algorithm'
  if (typeof kid !== 'string' || kid === '' || kid.length > KID_MAX_CHARACTERS) return 'no usable kid'
  return kty === 'RSA' ? readRsaKey(kid, entry) : readEcKey(kid, entry)
}

function readEcKey(kid: string, { crv, x, y }: Readonly<Record<string, unknown>>): EcPublicKey | string {
  if (crv !== 'P-256') return 'another curve than P-256'
  if (typeof x !== 'string' || typeof y !== 'string') return 'no coordinates'
  // The import of the key checks that they are a point of the curve (RFC 8725 §3.4).
  if ([x, y].some((coordinate) => decodeBase64url(coordinate)?.length !== COORDINATE_BYTES))
    return 'coordinates of the wrong size'
  return { kty: 'EC', kid, crv, x, y }
}

function readRsaKey(kid: string, { n, e }: Readonly<Record<string, unknown>>): RsaPublicKey | string {
  if (typeof n !== 'string' || typeof e !== 'string') return 'no modulus or exponent'
  const modulus = decodeBase64url(n)
  if (modulus === null || !hasSoundLength(modulus)) return 'a modulus of the wrong size'
  if (isRocaWeak(modulus)) return 'a modulus that can be factored (ROCA)'
  if (!isSoundExponent(e)) return 'an unsound exponent'
  return { kty: 'RSA', kid, n, e }
}

function hasSoundLength(modulus: Uint8Array): boolean {
  const bits = bitLength(modulus)
  return bits >= MODULUS_MIN_BITS && bits <= MODULUS_MAX_BITS
}

function bitLength(bytes: Uint8Array): number {
  const start = bytes.findIndex((byte) => byte !== 0)
  if (start === -1) return 0
  return (bytes.length - start) * 8 - Math.clz32(bytes[start] ?? 0) + 24
}

// An RSA key has no even exponent, and with e = 1 every message is its own signature.
function isSoundExponent(base64url: string): boolean {
  const bytes = decodeBase64url(base64url)
  if (bytes === null || bytes.length === 0 || bytes.length > 4) return false
  const exponent = bytes.reduce((value, byte) => value * 256 + byte, 0)
  return exponent >= 3 && exponent % 2 === 1
}
