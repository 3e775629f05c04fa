// Tests properties that must hold for every token, with generated tokens.
import * as fc from 'fast-check'
import { base64url } from 'jose'
import { expect, test } from 'vitest'
import { parseKeySet, ProblemError, type AccessProblemCode } from './index.ts'
import { checkCharacters, readCredential } from './bearer.ts'
import { parseToken } from './token.ts'
import { ALGORITHMS } from './trust.ts'
import {
  encode,
  forge,
  GOOD_CLAIMS,
  headersWith,
  makeKey,
  mint,
  openGate,
  outcomeOf,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const probabilistic = await mint(key, {}, { alg: 'PS256' })
const token = await mint(key)
const scene = openGate([key])

const REFUSED_BEFORE_CLAIMS: readonly AccessProblemCode[] = [
  'token_ambiguous',
  'token_malformed',
  'token_algorithm',
  'token_key_unknown',
  'token_not_access',
  'token_issuer',
  'token_signature',
]

// Asserts that every thrown value is the one refusal, and returns its code.
function codeOf(work: () => unknown): AccessProblemCode | 'internal' | 'passes' {
  try {
    work()
    return 'passes'
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError)
    return error instanceof ProblemError ? error.code : 'internal'
  }
}

test('no character of a good token can be changed, remembered as it may be', async () => {
  expect(await outcomeOf(scene.admit(token))).toBe('passes')
  expect(await outcomeOf(scene.admit(probabilistic))).toBe('passes')
  const change = fc.record({
    original: fc.constantFrom(token, probabilistic),
    position: fc.nat(),
    replacement: fc.oneof(
      fc.base64String({ minLength: 4, maxLength: 4 }).map((four) => four.charAt(0)),
      fc.string({ minLength: 0, maxLength: 2, unit: 'binary' }),
    ),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ original, position, replacement }) => {
      const at = position % original.length
      const changed = original.slice(0, at) + replacement + original.slice(at + 1)
      fc.pre(changed !== original)
      expect(REFUSED_BEFORE_CLAIMS).toContain(await outcomeOf(scene.admit(changed)))
    }),
    { numRuns: 3000 },
  )
})

test('no bit of a signature can be flipped', async () => {
  const [header = '', payload = '', signature = ''] = token.split('.')
  for (let bit = 0; bit < 2048; bit += 1) {
    const bytes = base64url.decode(signature)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const outcome = await outcomeOf(scene.admit(`${header}.${payload}.${encode(bytes)}`))
    if (outcome !== 'token_signature') expect.fail(`bit ${bit}: ${outcome}`)
  }
})

test('no token can be cut or continued', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: token.length - 1 }), fc.string({ maxLength: 5 }), async (length, more) => {
      expect(await outcomeOf(scene.admit(token.slice(0, length)))).not.toBe('passes')
      fc.pre(more !== '')
      expect(await outcomeOf(scene.admit(token + more))).not.toBe('passes')
    }),
    { numRuns: 1000 },
  )
})

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('.', 'A', '=', ',', ' ') }),
)
const anyPart = fc.oneof(
  anyText,
  fc.json().map(encode),
  fc.uint8Array().map(encode),
  fc.constantFrom(...token.split('.')),
)

test('a header that is any text ends in a token, in none, or in a refusal', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom('', 'Bearer ', 'bearer ', 'Basic ', ', Bearer '), (text, scheme) => {
      codeOf(() => checkCharacters(readCredential(headersWith(scheme + text))?.token ?? ''))
    }),
    { numRuns: 3000 },
  )
})

test('a token of any text is refused unless it is well formed', () => {
  const [, ...payloadAndSignature] = token.split('.')
  const anyHeader = fc.record(
    {
      alg: fc.constantFrom('RS256', 'PS256', 'HS256', 'none', null),
      kid: fc.oneof(fc.string(), fc.constantFrom('', null)),
      typ: fc.constantFrom('JWT', 'at+jwt', '', null),
    },
    { requiredKeys: [] },
  )
  let wellShaped = 0
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        fc.array(anyPart, { maxLength: 6 }).map((any) => any.join('.')),
        anyHeader.map((header) => [encode(header), ...payloadAndSignature].join('.')),
      ),
      (text) => {
        codeOf(() => {
          const { algorithm, kid, claims } = parseToken(text)
          expect(ALGORITHMS).toContain(algorithm)
          expect(kid).not.toBe('')
          expect(claims).toBeTypeOf('object')
          wellShaped += 1
        })
      },
    ),
    { numRuns: 3000 },
  )
  expect(wellShaped).toBeGreaterThan(0)
})

test('a key set that is any text ends in keys or in a SyntaxError', () => {
  const anyKey = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom('kty', 'kid', 'n', 'e', 'use', 'key_ops', 'd'), fc.jsonValue()),
    fc.record({ kty: fc.constant('RSA'), kid: fc.string(), n: anyPart, e: anyPart }),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        fc.json(),
        fc.array(anyKey).map((keys) => JSON.stringify({ keys })),
      ),
      (text) => {
        try {
          for (const key of parseKeySet(text).keys)
            expect([key.kid === '', key.kty === 'RSA' && key.n.length < 342]).toEqual([false, false])
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError)
        }
      },
    ),
    { numRuns: 2000 },
  )
})

const HEADER_NAMES = ['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'cty', 'zip', '__proto__']
const CLAIM_NAMES =
  'iss sub aud exp nbf iat jti scope permissions azp client_id gty org_id email nonce at_hash cnf act __proto__ toString'.split(
    ' ',
  )
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('RS256', 'PS256', 'JWT', 'at+jwt', 'ours', 'https://api.example', 'https://tenant.example/'),
)

test('every text that the tenant’s own key has signed ends in a pass or in a refusal', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...HEADER_NAMES), odd, { maxKeys: 2 }),
      fc.dictionary(fc.constantFrom(...CLAIM_NAMES), odd, { maxKeys: 3 }),
      async (header, claims) => {
        const outcome = await outcomeOf(scene.admit(await mint(key, claims, header)))
        if (outcome === 'passes') expect(Object.keys(header)).not.toContain('crit')
      },
    ),
    { numRuns: 500 },
  )
})

test('every JSON that the tenant’s own key has signed ends in a refusal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (header, claims) => {
      expect(await outcomeOf(scene.admit(await forge(key, header, claims)))).not.toBe('passes')
      expect(await outcomeOf(scene.admit(await forge(key, header, GOOD_CLAIMS)))).not.toBe('passes')
    }),
    { numRuns: 150 },
  )
})
