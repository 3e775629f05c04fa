// Makes a PKCE pair for tests (RFC 7636). Imported by tests only.
import { base64url } from 'jose'

export async function makePkce() {
  const verifier = base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  const challenge = base64url.encode(new Uint8Array(digest))
  return { verifier, params: { code_challenge: challenge, code_challenge_method: 'S256' } }
}
