// Makes bound tokens for the tests of access: clients with their own keys, their proofs, and a gate that accepts them.
import { base64url, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { type BindingRules, type ReplayStore, signedIn } from '../../access/index.ts'
import { type Members, openGate, outcomeOf, RecordingBackground, type SigningKey, START_SECONDS } from './support.ts'

/** The default request of a proof. */
export const URL_OF_REQUEST = 'https://api.example/payments'

/** A client with a key that tokens can be bound to. */
export interface Client {
  readonly publicJwk: JWK
  readonly privateJwk: JWK
  readonly thumbprint: string
  /** Makes a proof for a token, valid except for the given members; an `undefined` member is left out. */
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

/** The claims of a valid proof, except for the given members. */
export async function proofClaims(token: string, claims: Members = {}): Promise<Members> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))
  const ath = base64url.encode(hash)
  return { htm: 'GET', htu: URL_OF_REQUEST, jti: crypto.randomUUID(), iat: START_SECONDS, ath, ...claims }
}

/** Records proofs as the store of the gateway does. */
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

/** The proofs in a request beside its Authorization header. */
export interface Shown {
  readonly dpop?: string | readonly string[]
  readonly cf?: unknown
  readonly url?: string
}

/** Opens a gate that accepts bound tokens, and returns a function that sends it a request. */
export function openBoundGate(key: SigningKey, rules: Partial<BindingRules> = {}) {
  const { gate } = openGate([key], { mode: 'allowed', replay: memoryOfProofs(), ...rules })
  return (authorization: string, { dpop = [], cf, url = `${URL_OF_REQUEST}?page=2` }: Shown = {}) => {
    const headers = new Headers({ authorization })
    for (const proof of [dpop].flat()) headers.append('dpop', proof)
    return outcomeOf(gate.admit(signedIn, { method: 'GET', url, headers, cf }, new RecordingBackground()))
  }
}
