// Makes DPoP proofs (RFC 9449 §4.2) for a client with a key, and forged proofs.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

/** How a proof is to differ from a good one. A member with `undefined` is left out of the proof. */
export interface ProofChanges {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
}

/** A client that holds a key pair, and proves that it does (DPoP, RFC 9449). */
export interface Client {
  readonly publicJwk: JWK
  readonly privateJwk: JWK
  /** The `cnf.jkt` of the tenant's tokens (RFC 7638). */
  readonly thumbprint: string
  /** A new proof for a GET request with a token. */
  prove(token: string, url: string, changes?: ProofChanges): Promise<string>
}

/**
 * Makes a client with a new key pair, for tests with tokens that are bound to a key (DPoP, RFC 9449).
 *
 * @example
 * import { makeClient, useSystem } from 'gatehouse/testing'
 * import { expect, test } from 'vitest'
 *
 * const system = useSystem()
 *
 * test('a bound token with its proof is taken', async () => {
 *   const client = await makeClient()
 *   const token = await system().mint({ user: 'reader@example.com', claims: { cnf: { jkt: client.thumbprint } } })
 *   const dpop = await client.prove(token, `${system().url}/me`)
 *   const answer = await fetch(`${system().url}/me`, { headers: { authorization: `DPoP ${token}`, dpop } })
 *   expect(answer.status).toBe(200)
 * })
 */
export async function makeClient(): Promise<Client> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const publicJwk = await exportJWK(publicKey)
  return {
    publicJwk,
    privateJwk: await exportJWK(privateKey),
    thumbprint: await calculateJwkThumbprint(publicJwk),
    prove: (token, url, { claims = {}, header = {} } = {}) =>
      new SignJWT({ ...proofClaims(token, url), ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk, ...header })
        .sign(privateKey),
  }
}

/** A proof that is not signed at all, or signed with a public value: the public key as a secret. */
export async function forgeProof(alg: 'none' | 'HS256', of: Client, token: string, url: string): Promise<string> {
  const header = { alg, typ: 'dpop+jwt', jwk: of.publicJwk }
  const input = `${encode(header)}.${encode(proofClaims(token, url))}`
  const mac = createHmac('sha256', JSON.stringify(of.publicJwk)).update(input).digest('base64url')
  return `${input}.${alg === 'none' ? '' : mac}`
}

function proofClaims(token: string, url: string) {
  const ath = createHash('sha256').update(token).digest('base64url')
  return { htm: 'GET', htu: url, iat: Math.floor(Date.now() / 1000), jti: randomUUID(), ath }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
