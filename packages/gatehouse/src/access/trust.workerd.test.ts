// Tests the audience that a service has for itself: which ones it may be given, and that no token for the API of the gateway passes there.
import { expect, test } from 'vitest'
import { checkAudience, forAudience, Gate, signedIn } from './index.ts'
import {
  AUDIENCE,
  ISSUER,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  PLAIN,
  RecordingBackground,
  requestWith,
} from '../testing/access/support.ts'

const OWN = 'https://orders.example'
const key = await makeKey('ours')

test('an audience may be left out and may be an identifier, but it may not be empty', () => {
  for (const audience of [undefined, OWN, ' ']) expect(() => checkAudience(audience)).not.toThrow()
  expect(() => checkAudience('')).toThrow(
    new TypeError('audience is empty: name the identifier of an API, or leave it out'),
  )
})

test('a service with an audience of its own trusts what its source trusts, but for the audience', async () => {
  const { source } = openGate([key])
  const restricted = forAudience(source, OWN)
  const expected = { ...source.document(), audiences: [OWN] }
  expect(await restricted.trust(true)).toEqual(expected)
  expect(await restricted.trust(false)).toEqual(expected)
  expect(await restricted.refresh('next', ISSUER)).toEqual(expected)
  expect(source.calls).toEqual(['trust newest', 'trust', `refresh ${ISSUER} next`])
})

test.each([
  ['for itself', OWN, 'passes'],
  ['for itself and the API of the gateway', [AUDIENCE, OWN], 'passes'],
  ['for the API of the gateway', AUDIENCE, 'token_audience'],
])('a service with an audience of its own judges a token %s', async (_, aud, expected) => {
  const { source, clock } = openGate([key])
  const observer = { adopted: () => undefined, failed: () => undefined }
  const gate = new Gate({ source: forAudience(source, OWN), clock, observer, binding: PLAIN })
  const request = requestWith(`Bearer ${await mint(key, { aud })}`)
  expect(await outcomeOf(gate.admit(signedIn, request, new RecordingBackground()))).toBe(expected)
})
