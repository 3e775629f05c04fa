// Bound tokens for the tests of this ring: clients with keys of their own, the proofs that they make, and a gate that takes them.
import { base64url, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { type BindingRules, type ReplayStore, signedIn } from '../../access/index.ts'
import { type Members, openGate, outcomeOf, RecordingBackground, type SigningKey, START_SECONDS } from './support.ts'

/** What a proof is made for, unless told otherwise. */
export const URL_OF_REQUEST = 'https://api.example/payments'

/** Somebody who holds a key that tokens can be bound to. */
export interface Client {
  readonly publicJwk: JWK
  readonly privateJwk: JWK
  readonly thumbprint: string
  /** Makes a proof for a token, good but for the members given; one that is `undefined` is left out. */
  readonly prove: (token: string, claims?: Members, header?: Members) => Promise<string>
}

/** Makes a client with a new key. */
export async function makeClient(algorithm = 'ES256'): Promise<Client> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = await exportJWK(publicKey)
  return {
    publicJwk,
    privateJwk: await exportJWK(privateKey),
    thumbprint: await calculateJwkThumbprint(publicJwk),
    prove: async (token, claims = {}, header = {}) =>
      await new SignJWT(await proofClaims(token, claims))
        .setProtectedHeader({ alg: algorithm, typ: 'dpop+jwt', jwk: publicJwk, ...header })
        .sign(privateKey),
  }
}

/** The claims of a good proof, but for the members given. */
export async function proofClaims(token: string, claims: Members = {}): Promise<Members> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))
  const ath = base64url.encode(hash)
  return { htm: 'GET', htu: URL_OF_REQUEST, jti: crypto.randomUUID(), iat: START_SECONDS, ath, ...claims }
}

/** Remembers proofs as the store of the gateway does. */
export function memoryOfProofs(): ReplayStore {
  const taken = new Set<string>()
  return {
    claim: async (owner, jti) => {
      const isNew = !taken.has(`${owner} ${jti}`)
      taken.add(`${owner} ${jti}`)
      return isNew
    },
  }
}

/** What a request shows beside its Authorization header. */
export interface Shown {
  readonly dpop?: string | readonly string[]
  readonly cf?: unknown
  readonly url?: string
}

/** Opens a gate that takes bound tokens, and gives what shows a request at it. */
export function openBoundGate(key: SigningKey, rules: Partial<BindingRules> = {}) {
  const { gate } = openGate([key], { mode: 'allowed', replay: memoryOfProofs(), ...rules })
  return (authorization: string, { dpop = [], cf, url = `${URL_OF_REQUEST}?page=2` }: Shown = {}) => {
    const headers = new Headers({ authorization })
    for (const proof of [dpop].flat()) headers.append('dpop', proof)
    return outcomeOf(gate.admit(signedIn, { method: 'GET', url, headers, cf }, new RecordingBackground()))
  }
}
