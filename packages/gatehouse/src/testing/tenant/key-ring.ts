// Manages the tenant's RSA signing keys and their rotation. `current` signs; `next` is published in advance; `previous` is published
// until revoked. Keys are plain JWKs, because they are stored in KV. signing.ts signs with them.
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { randomId } from './random.ts'

const SIGNING_KEY_BITS = 2048

export type SigningKey = {
  kid: string
  kty: 'RSA'
  n: string
  e: string
  d: string
  p: string
  q: string
  dp: string
  dq: string
  qi: string
}

/** `unlisted` is never published: it signs the forgeries of a test. */
export type KeyRing = { current: SigningKey; next: SigningKey; previous: SigningKey | undefined; unlisted: SigningKey }

async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: SIGNING_KEY_BITS, extractable: true })
  const jwk = await exportJWK(privateKey)
  const part = (name: 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi'): string => {
    const value = jwk[name]
    if (value === undefined) throw new TypeError(`the runtime exported an RSA key without ${name}`)
    return value
  }
  return {
    kid: randomId(16),
    kty: 'RSA',
    n: part('n'),
    e: part('e'),
    d: part('d'),
    p: part('p'),
    q: part('q'),
    dp: part('dp'),
    dq: part('dq'),
    qi: part('qi'),
  }
}

export async function makeKeyRing(): Promise<KeyRing> {
  const [current, next, unlisted] = await Promise.all([makeSigningKey(), makeSigningKey(), makeSigningKey()])
  return { current, next, previous: undefined, unlisted }
}

/** The planned rotation: the key that was published in advance signs from now on, the previous one stays published. */
export async function rotateKeys(ring: KeyRing): Promise<KeyRing> {
  return { ...ring, current: ring.next, next: await makeSigningKey(), previous: ring.current }
}

/** Removes a key from the published set. Revoking `current` is the emergency: `next` signs at once. */
export async function revokeKey(ring: KeyRing, name: 'current' | 'previous'): Promise<KeyRing> {
  if (name === 'previous') return { ...ring, previous: undefined }
  return { ...ring, current: ring.next, next: await makeSigningKey() }
}

/** The JWK Set that `/.well-known/jwks.json` serves: public parts only. @param namesAlgorithm whether each key says what it signs with */
export function publicKeySet(ring: KeyRing, namesAlgorithm = true): { keys: JWK[] } {
  const listed = [ring.current, ring.next, ring.previous].filter((key) => key !== undefined)
  const algorithm = namesAlgorithm ? { alg: 'RS256' } : {}
  return { keys: listed.map(({ kty, n, e, kid }) => ({ kty, use: 'sig', n, e, kid, ...algorithm })) }
}
