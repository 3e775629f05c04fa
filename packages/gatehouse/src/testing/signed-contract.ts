// The part of the contract suite for operations that take signed webhooks.
import { expect, test } from 'vitest'
import { isSignatureScheme, SIGNATURE_MAX_AGE_SECONDS, type SignatureScheme } from '../access/index.ts'
import type { ContractRules } from './contract-rules.ts'
import type { Access } from './credentials.ts'
import { signWebhook } from './sign-webhook.ts'

/** The body of each call of the suite. */
const BODY = '{}'
const UNTIMED: readonly SignatureScheme[] = ['github', 'auth0Events']

let signed = 0

/** Sends a request with a body of `{}`. */
type Send = (
  headers: Readonly<Record<string, string>>,
) => Promise<{ status: number; code: string | null; challenge: string | null }>

/** Describes who is let in by an operation that takes signed webhooks. */
export function describeSigned({ secret = '', scheme }: Access, send: Send, rules: ContractRules): void {
  const { problems, webhookSecretOf, remembersSignatures } = rules
  const refusalWith = (status: number, code: string) => ({ status, ...(problems && { code }) })
  test('refuses a request without a signature', async () => {
    const refusal = await send({})
    expect(refusal).toMatchObject(refusalWith(401, 'signature_missing'))
    if (problems) expect(refusal.challenge).toMatch(/^Signature realm="[^"]+"$/)
  })
  if (webhookSecretOf === undefined || !isSignatureScheme(scheme)) return
  const good = webhookSecretOf(secret)
  const isTimed = !UNTIMED.includes(scheme)

  test('refuses a signature with another secret', async () => {
    const refusal = await send(signWebhook(scheme, 'whsec_YW5vdGhlciBzZWNyZXQgdGhhbiB0aGF0', BODY))
    expect(refusal).toMatchObject(refusalWith(401, 'signature_invalid'))
  })

  if (scheme !== 'auth0Events')
    test('refuses the signature of another body', async () => {
      expect(await send(signWebhook(scheme, good, `${BODY} `))).toMatchObject(refusalWith(401, 'signature_invalid'))
    })

  if (isTimed)
    test.each([
      ['too old', -1],
      ['of the future', 1],
    ])('refuses a signature that is %s', async (_title, sign) => {
      const at = Math.floor(Date.now() / 1000) + sign * (SIGNATURE_MAX_AGE_SECONDS + 60)
      expect(await send(signWebhook(scheme, good, BODY, { at }))).toMatchObject(refusalWith(401, 'signature_expired'))
    })

  test('lets a signed request in, and only once where copies can be told', async () => {
    // The signature of a body and a second is always the same, and several of these tests may run within a second.
    signed += 1
    const headers = signWebhook(scheme, good, BODY, { at: Math.floor(Date.now() / 1000) - signed })
    const { status } = await send(headers)
    expect([401, 403, 404, 405, 409]).not.toContain(status)
    expect(status).toBeLessThan(500)
    const copy = await send(headers)
    if (remembersSignatures && scheme !== 'auth0Events')
      expect(copy).toMatchObject(refusalWith(409, 'signature_replayed'))
    else expect(copy.status).not.toBe(401)
  })
}
