// Tests the signatures of webhooks against what their senders document.
import { beforeAll, describe, expect, test } from 'vitest'
import { isPolicy } from './policy-data.ts'
import { ProblemError } from './problem-error.ts'
import { and, auth0Events, or, signedBy, type SignatureScheme, signedIn, stripe } from './public.ts'
import { readSecrets, SignatureVerifier } from './signature.ts'
import { SIGNATURE_SCHEMES } from './signature-schemes.ts'
import { hex, type HeadersByName, OTHER_SECRET as OTHER, SECRET, SENDERS } from '../testing/access/webhook-senders.ts'

const NOW = 1_764_400_000
const BODY = '{"type":"charge.succeeded","amount":1250}'

const encoder = new TextEncoder()

const reading = (body: string) => async () => Uint8Array.from(encoder.encode(body))
const nameOf = (accepted: unknown): unknown => Object(accepted).name

let reads = 0

async function outcomeOf(
  scheme: SignatureScheme,
  headers: HeadersByName,
  body = BODY,
  secrets: readonly string[] = [SECRET],
) {
  const read = async () => {
    reads += 1
    return Uint8Array.from(encoder.encode(body))
  }
  try {
    const accepted = await new SignatureVerifier(scheme, secrets).verify(new Headers(headers), read, NOW)
    return accepted === null ? 'accepted' : accepted
  } catch (error) {
    if (error instanceof ProblemError) return error.code
    throw error
  }
}

test('takes the example in the specification of Standard Webhooks', async () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  const verifier = new SignatureVerifier('standardWebhooks', [SECRET])
  expect(await verifier.verify(new Headers(headers), reading('{"test": 2432232314}'), 1_614_265_330)).not.toBeNull()
})

test('takes the example in the documentation of GitHub', async () => {
  const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
  const verifier = new SignatureVerifier('github', ["It's a Secret to Everybody"])
  expect(
    await verifier.verify(new Headers({ 'x-hub-signature-256': signature }), reading('Hello, World!'), NOW),
  ).not.toBeNull()
})

test('takes the example in the documentation of Slack', async () => {
  const headers = {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  }
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
  const verifier = new SignatureVerifier('slack', ['8f742231b10e8888abcd99yyyzzz85a5'])
  expect(await verifier.verify(new Headers(headers), reading(body), 1_531_420_618)).not.toBeNull()
})

describe.each(SIGNATURE_SCHEMES)('%s', (scheme) => {
  let good: HeadersByName
  beforeAll(async () => {
    good = await SENDERS[scheme](SECRET, BODY, NOW)
  })
  const isBearer = scheme === 'auth0Events'

  test('accepts what its sender signs', async () => {
    expect(await outcomeOf(scheme, good)).toEqual(
      isBearer ? 'accepted' : expect.objectContaining({ name: expect.any(String) }),
    )
  })

  test('accepts both secrets while they are turned over, and neither of them afterwards', async () => {
    for (const secret of [SECRET, OTHER]) {
      const headers = await SENDERS[scheme](secret, BODY, NOW)
      expect(await outcomeOf(scheme, headers, BODY, [OTHER, SECRET])).not.toEqual('signature_invalid')
    }
    expect(await outcomeOf(scheme, good, BODY, [OTHER])).toBe('signature_invalid')
  })

  test('refuses a request in which any of its headers is missing or empty, without reading the body', async () => {
    reads = 0
    for (const name of Object.keys(good)) {
      const { [name]: _, ...others } = good
      expect(await outcomeOf(scheme, others)).toBe('signature_missing')
      expect(await outcomeOf(scheme, { ...good, [name]: '' })).toBe('signature_missing')
    }
    expect(reads).toBe(0)
  })

  test.runIf(!isBearer)('refuses every change of one byte of the body', async () => {
    for (let index = 0; index < BODY.length; index += 1) {
      const changed = `${BODY.slice(0, index)}${BODY[index] === '0' ? '1' : '0'}${BODY.slice(index + 1)}`
      expect(await outcomeOf(scheme, good, changed)).toBe('signature_invalid')
    }
    expect(await outcomeOf(scheme, good, `${BODY}\n`)).toBe('signature_invalid')
  })

  test.runIf(!isBearer)('refuses what is no signature, without reading the body', async () => {
    const [header = ''] = Object.keys(good).slice(-1)
    reads = 0
    for (const value of [
      'x',
      'v1=',
      'v1,',
      'sha256=',
      'v0=00',
      `t=${NOW}`,
      `t=${NOW},v1=zz`,
      'v1,====',
      `sha1=${'0'.repeat(64)}`,
    ])
      expect(await outcomeOf(scheme, { ...good, [header]: value })).toBe('signature_invalid')
    expect(reads).toBe(0)
  })

  test.runIf(!isBearer && scheme !== 'github')('accepts a signature for five minutes in both directions', async () => {
    for (const sign of [-1, 1]) {
      const within = await SENDERS[scheme](SECRET, BODY, NOW + sign * 300)
      expect(await outcomeOf(scheme, within)).toMatchObject({ endsAt: NOW + sign * 300 + 300 })
      reads = 0
      const beyond = await SENDERS[scheme](SECRET, BODY, NOW + sign * 301)
      expect([await outcomeOf(scheme, beyond), reads]).toEqual(['signature_expired', 0])
    }
  })

  test.runIf(!isBearer)('names a copy of a request alike, however its headers are rewritten', async () => {
    const first = nameOf(await outcomeOf(scheme, good))
    const rewritten = Object.fromEntries(
      Object.entries(good).map(([header, value]) => [
        header,
        value
          .replace(',v0=00', '')
          .replace('v1a,bm90IG91cnM= ', '')
          .replace(/[\da-f]{64}/, (digits) => digits.toUpperCase()),
      ]),
    )
    expect(nameOf(await outcomeOf(scheme, rewritten))).toBe(first)
    expect(nameOf(await outcomeOf(scheme, await SENDERS[scheme](SECRET, `${BODY} `, NOW), `${BODY} `))).not.toBe(first)
  })
})

test.each([
  ['time and body, until its time is too old', 'stripe', `${NOW}.${BODY}`, NOW + 300],
  ['body, for a day where it has no time', 'github', BODY, NOW + 86_400],
] as const)('a copy is known by the hash of its %s', async (_, scheme, signed, endsAt) => {
  const name = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(signed))))
  expect(await outcomeOf(scheme, await SENDERS[scheme](SECRET, BODY, NOW))).toEqual({ name, endsAt })
})

test('a signature with one of two secrets that were in use names the same copy as with the other', async () => {
  const [one, other] = await Promise.all([SENDERS.stripe(SECRET, BODY, NOW), SENDERS.stripe(OTHER, BODY, NOW)])
  const secrets = [SECRET, OTHER]
  expect(await outcomeOf('stripe', one, BODY, secrets)).toEqual(await outcomeOf('stripe', other, BODY, secrets))
})

describe('a secret', () => {
  test.each([
    ['one', SECRET, [SECRET]],
    ['two', `${SECRET}, ${OTHER}`, [SECRET, OTHER]],
    ['none', undefined, null],
    ['an empty one', '', null],
    ['a short one', 'short', null],
    ['one of 15 characters', '0123456789abcde', null],
    ['one of 16 characters', '0123456789abcdef', ['0123456789abcdef']],
    ['an empty one beside another', `${SECRET},`, null],
    ['three', `${SECRET},${OTHER},${SECRET}`, null],
    ['no text', { fetch: () => null }, null],
  ])('that is %s', (_, value, secrets) => {
    expect(readSecrets(value)).toEqual(secrets)
  })
})

describe('a policy of signed webhooks', () => {
  test('is data that JSON can carry', () => {
    const policy = signedBy('STRIPE_WEBHOOK_SECRET', stripe)
    expect(policy).toEqual({ kind: 'signedBy', secret: 'STRIPE_WEBHOOK_SECRET', scheme: 'stripe' })
    expect(isPolicy(JSON.parse(JSON.stringify(policy)))).toBe(true)
    expect(isPolicy({ kind: 'signedBy', secret: 'X', scheme: 'other' })).toBe(false)
    expect(isPolicy({ kind: 'signedBy', scheme: 'stripe' })).toBe(false)
  })

  test('refuses a secret itself in place of the name of its variable, and an unknown scheme', () => {
    for (const secret of ['whsec_abc', '', 'whsec_A', 'SECRET-1', 'SECRET ', '1SECRET', '_SECRET'])
      expect(() => signedBy(secret, stripe)).toThrow(`"${secret}" is no name of a variable`)
    for (const secret of ['S', 'SECRET_2']) expect(signedBy(secret, stripe)).toMatchObject({ secret })
    expect(() => signedBy('SECRET', 'other' as typeof stripe)).toThrow(/standardWebhooks/)
  })

  test('stands alone', () => {
    expect(() => and(signedIn, signedBy('SECRET', auth0Events))).toThrow(/stand alone/)
    expect(() => or(signedBy('SECRET', auth0Events), signedIn)).toThrow(/stand alone/)
  })
})
