// Signs webhooks as their senders do, with the runtime's own crypto: for tests of their signatures.
import type { SignatureScheme } from '../../access/index.ts'

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
export const OTHER_SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'

/** The headers of a request by their names. */
export type HeadersByName = Readonly<Record<string, string>>

const ENCODER = new TextEncoder()

/** Returns the HMAC-SHA256 of a text. */
export async function mac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign(algorithm, imported, ENCODER.encode(text)))
}

/** Writes bytes as hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Writes bytes in Base64. */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** Returns the key of a secret that is used as it is. */
export function textKey(secret: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(ENCODER.encode(secret))
}

/** Returns the key of a secret that is written in Base64. */
export function decodedKey(secret: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(secret), (byte) => byte.charCodeAt(0))
}

/** The headers that each sender makes. The time is a text, so that it can be a wrong one. */
export const SENDERS = {
  standardWebhooks: async (secret, body, at) => {
    const signature = base64(await mac(decodedKey(secret.slice('whsec_'.length)), `msg_1.${at}.${body}`))
    return {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(at),
      'webhook-signature': `v1a,bm90IG91cnM= v1,${signature}`,
    }
  },
  stripe: async (secret, body, at) => ({
    'stripe-signature': `t=${at},v1=${hex(await mac(textKey(secret), `${at}.${body}`))},v0=00`,
  }),
  github: async (secret, body) => ({ 'x-hub-signature-256': `sha256=${hex(await mac(textKey(secret), body))}` }),
  slack: async (secret, body, at) => ({
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': `v0=${hex(await mac(textKey(secret), `v0:${at}:${body}`))}`,
  }),
  auth0Events: async (secret) => ({ authorization: `Bearer ${secret}` }),
} as const satisfies Record<
  SignatureScheme,
  (secret: string, body: string, at: number | string) => Promise<HeadersByName>
>
