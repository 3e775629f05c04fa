// Tests the response to a login that does not suffice (RFC 9470 §3).
import { expect, test } from 'vitest'
import { ProblemError, problemResponse } from './index.ts'

test('what a new login must satisfy stands in the challenge of each scheme, and in members of its own', async () => {
  const facts = {
    maxAgeSeconds: 300,
    acrValues: ['urn:one', 'urn:two'],
    scope: ['read:things'],
    dpop: 'allowed',
  } as const
  const answer = problemResponse(new ProblemError('insufficient_user_authentication', facts), '1')
  expect(await answer.json()).toMatchObject({ maxAge: 300, acrValues: ['urn:one', 'urn:two'] })
  const details =
    'error="insufficient_user_authentication", scope="read:things", max_age="300", acr_values="urn:one urn:two"'
  expect(answer.headers.get('www-authenticate')).toBe(
    `Bearer realm="gatehouse", ${details}, DPoP algs="ES256 RS256 PS256 Ed25519 EdDSA", ${details}`,
  )
})
