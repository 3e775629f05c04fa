// Tests the grammar of the headers that carry the signature of a webhook. Every signature here is the right one, so that its form decides.
import { expect, test } from 'vitest'
import type { SignatureScheme } from './public.ts'
import { SignatureVerifier } from './signature.ts'
import {
  base64,
  decodedKey,
  hex,
  type HeadersByName,
  mac,
  SECRET,
  SENDERS,
  textKey,
} from '../testing/access/webhook-senders.ts'
import { outcomeOf } from '../testing/access/support.ts'

const NOW = 1_764_400_000
const BODY = '{"type":"charge.succeeded"}'

const read = async (): Promise<Uint8Array<ArrayBuffer>> => textKey(BODY)

async function outcome(scheme: SignatureScheme, headers: HeadersByName, secret = SECRET): Promise<string> {
  return await outcomeOf(new SignatureVerifier(scheme, [secret]).verify(new Headers(headers), read, NOW))
}

const STRIPE = hex(await mac(textKey(SECRET), `${NOW}.${BODY}`))
const GITHUB = hex(await mac(textKey(SECRET), BODY))
const SLACK = hex(await mac(textKey(SECRET), `v0:${NOW}:${BODY}`))
const STANDARD = base64(await mac(decodedKey(SECRET.slice('whsec_'.length)), `msg_1.${NOW}.${BODY}`))
const WRONG = '0'.repeat(64)
const WRONG_BASE64 = base64(new Uint8Array(32))

test.each([
  ['behind its time', `t=${NOW},v1=${STRIPE}`, 'passes'],
  ['before its time', `v1=${STRIPE},t=${NOW}`, 'passes'],
  ['with spaces around', ` t=${NOW} , v1=${STRIPE} `, 'passes'],
  ['in capital letters', `t=${NOW},v1=${STRIPE.toUpperCase()}`, 'passes'],
  ['as the eighth one', `t=${NOW}${`,v1=${WRONG}`.repeat(7)},v1=${STRIPE}`, 'passes'],
  ['as the ninth one', `t=${NOW}${`,v1=${WRONG}`.repeat(8)},v1=${STRIPE}`, 'signature_invalid'],
  ['behind eight of another version', `t=${NOW}${`,v0=${WRONG}`.repeat(8)},v1=${STRIPE}`, 'passes'],
  ['of another version', `t=${NOW},v0=${STRIPE}`, 'signature_invalid'],
  ['without a version', `t=${NOW},${STRIPE}`, 'signature_invalid'],
  ['without a time', `v1=${STRIPE}`, 'signature_invalid'],
  ['with a byte before', `t=${NOW},v1=00${STRIPE}`, 'signature_invalid'],
  ['with a byte behind', `t=${NOW},v1=${STRIPE}00`, 'signature_invalid'],
  ['with a letter that is no digit', `t=${NOW},v1=${STRIPE.slice(1)}g`, 'signature_invalid'],
])('judges a signature of Stripe %s', async (_, header, expected) => {
  expect(await outcome('stripe', { 'stripe-signature': header })).toBe(expected)
})

test.each([
  ['as it is sent', `sha256=${GITHUB}`, 'passes'],
  ['of another algorithm', `sha512=${GITHUB}`, 'signature_invalid'],
  ['without an algorithm', GITHUB, 'signature_invalid'],
  ['with a byte behind', `sha256=${GITHUB}00`, 'signature_invalid'],
])('judges a signature of GitHub %s', async (_, header, expected) => {
  expect(await outcome('github', { 'x-hub-signature-256': header })).toBe(expected)
})

test.each([
  ['as it is sent', `v0=${SLACK}`, 'passes'],
  ['of another version', `v1=${SLACK}`, 'signature_invalid'],
])('judges a signature of Slack %s', async (_, signature, expected) => {
  const headers = { 'x-slack-request-timestamp': String(NOW), 'x-slack-signature': signature }
  expect(await outcome('slack', headers)).toBe(expected)
})

test.each([
  ['as it is sent', `v1,${STANDARD}`, 'passes'],
  ['as the eighth one', `${`v1,${WRONG_BASE64} `.repeat(7)}v1,${STANDARD}`, 'passes'],
  ['as the ninth one', `${`v1,${WRONG_BASE64} `.repeat(8)}v1,${STANDARD}`, 'signature_invalid'],
  ['of another version', `v2,${STANDARD}`, 'signature_invalid'],
  ['without a version', STANDARD, 'signature_invalid'],
])('judges a signature of Standard Webhooks %s', async (_, signature, expected) => {
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(NOW), 'webhook-signature': signature }
  expect(await outcome('standardWebhooks', headers)).toBe(expected)
})

test.each([
  ['in Base64 behind its prefix', SECRET, decodedKey(SECRET.slice('whsec_'.length))],
  ['in Base64 alone', SECRET.slice('whsec_'.length), decodedKey(SECRET.slice('whsec_'.length))],
  ['that is no Base64', 'a-secret-of-words', textKey('a-secret-of-words')],
  ['that has the prefix inside', 'MfKQ9r8Gwhsec_KYqrTwjUPD', textKey('MfKQ9r8Gwhsec_KYqrTwjUPD')],
])('takes a signature of Standard Webhooks with a secret %s', async (_, secret, key) => {
  const signature = `v1,${base64(await mac(key, `msg_1.${NOW}.${BODY}`))}`
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(NOW), 'webhook-signature': signature }
  expect(await outcome('standardWebhooks', headers, secret)).toBe('passes')
})

test.each([
  ['with leading zeros', `00${NOW}`, 'passes'],
  ['of thirteen digits', `000${NOW}`, 'signature_invalid'],
  ['behind a letter', `x${NOW}`, 'signature_invalid'],
  ['behind a sign', `+${NOW}`, 'signature_invalid'],
  ['before a letter', `${NOW}x`, 'signature_invalid'],
  ['with a fraction', `${NOW}.0`, 'signature_invalid'],
  ['as a word', 'now', 'signature_invalid'],
])('judges a time that was signed %s', async (_, at, expected) => {
  for (const scheme of ['standardWebhooks', 'stripe', 'slack'] as const)
    expect(await outcome(scheme, await SENDERS[scheme](SECRET, BODY, at))).toBe(expected)
})

test.each([
  ['as it is sent', `Bearer ${SECRET}`, 'passes'],
  ['behind two spaces', `Bearer  ${SECRET}`, 'passes'],
  ['with the scheme in small letters', `bearer ${SECRET}`, 'passes'],
  ['of another scheme', `Basic ${SECRET}`, 'signature_missing'],
  ['of a scheme that only ends so', `X-Bearer ${SECRET}`, 'signature_missing'],
  ['behind other credentials', `Basic YTpi, Bearer ${SECRET}`, 'signature_missing'],
  ['before other credentials', `Bearer ${SECRET}, Basic YTpi`, 'signature_missing'],
  ['before a second one', `Bearer ${SECRET} ${SECRET}`, 'signature_missing'],
  ['with a character behind', `Bearer ${SECRET}x`, 'signature_invalid'],
])('judges the Bearer token of Auth0’s events %s', async (_, authorization, expected) => {
  expect(await outcome('auth0Events', { authorization })).toBe(expected)
})
