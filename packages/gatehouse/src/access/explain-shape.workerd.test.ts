// Tests the texts that explain a token that cannot be decoded, word by word.
import { describe, expect, test } from 'vitest'
import { readReceived, shapeOf } from './explain-shape.ts'
import { encode, GOOD_CLAIMS, headersWith, type Members, NAMESPACE } from '../testing/access/support.ts'

const HEADER: Members = { alg: 'RS256', typ: 'JWT', kid: 'ours' }

const shapeIn = (authorization: string): string => shapeOf(readReceived(headersWith(authorization)), NAMESPACE)
const shapeWith = (claims: Members, header: Members = {}): string =>
  shapeIn(`Bearer ${encode({ ...HEADER, ...header })}.${encode({ ...GOOD_CLAIMS, ...claims })}.c`)

const UNKNOWN = 'something in it that is not written as it must be, such as its kid or signature'
const SPACE = 'quotation marks or white space around the token or in it'
const OPAQUE = 'as Auth0 gives it when the audience was not asked for'

describe('an Authorization header is read', () => {
  test.each([
    ['Bearer a.b', 'bearer', 'a.b'],
    ['bEARER   a.b', 'bearer', 'a.b'],
    ['DPoP a.b', 'dpop', 'a.b'],
    ['Bearer', 'bearer', ''],
    ['Bearer a b', 'bearer', 'a b'],
    ['Basic bearer a.b', '', ''],
  ])('%j', (authorization, scheme, token) => {
    expect(readReceived(headersWith(authorization))).toEqual({ scheme, token, header: {}, claims: {} })
  })

  test('that is absent', () => {
    expect(readReceived(headersWith(null))).toEqual({ scheme: '', token: '', header: {}, claims: {} })
  })

  test('with header and claims of its token, as far as they are JSON objects', () => {
    const [header, claims] = [encode(HEADER), encode(GOOD_CLAIMS)]
    expect(readReceived(headersWith(`Bearer ${header}.${claims}.c`))).toMatchObject({
      header: HEADER,
      claims: GOOD_CLAIMS,
    })
    expect(readReceived(headersWith(`Bearer ${header}.${encode([1])}.c`))).toMatchObject({ header: HEADER, claims: {} })
    expect(readReceived(headersWith(`Bearer ${header}`))).toMatchObject({ header: HEADER, claims: {} })
  })
})

test.each([
  ['Bearer', 'nothing after the scheme'],
  ['Bearer undefined', 'the word undefined: the token is not there yet when it is sent'],
  ['Bearer null', 'the word null: the token is not there yet when it is sent'],
  ['Bearer bearer a.b.c', 'the word Bearer twice'],
  ['Bearer a bearer b', SPACE],
  ['Bearer "a.b.c"', SPACE],
  ["Bearer 'a.b.c'", SPACE],
  ['Bearer a.b\tc', SPACE],
  ['Bearer abc', `an opaque token (parts: 1), ${OPAQUE}`],
  ['Bearer a.b.c.d.e', `an opaque token (parts: 5), ${OPAQUE}`],
  ['Bearer a.b', 'parts: 2'],
  ['Bearer a.b.c.d', 'parts: 4'],
  [`Bearer a.${encode(GOOD_CLAIMS)}.c`, 'a header that is no JSON object in base64url'],
  [`Bearer ${encode(HEADER)}.${encode([])}.c`, 'a payload that is no JSON object in base64url'],
])('of %j it is said what is wrong with it', (authorization, found) => {
  expect(shapeIn(authorization)).toBe(found)
})

describe('of a header', () => {
  test.each(['alg', 'kid', 'typ'])('it is said that its %s is no text, but not that it is absent', (name) => {
    expect(shapeWith({}, { [name]: 1 })).toBe(`${name} of the header is no text`)
    expect(shapeWith({}, { [name]: undefined })).toBe(UNKNOWN)
  })

  test.each(['crit', 'b64'])('it is said that it has %s', (name) => {
    expect(shapeWith({}, { [name]: true })).toBe(`a header with ${name}`)
  })
})

describe('of the claims', () => {
  test.each(['sub', 'exp'])('it is said that %s is missing', (name) => {
    expect(shapeWith({ [name]: undefined })).toBe(`no claim ${name}`)
  })

  test.each(['sub', 'scope', 'azp', 'client_id', 'org_id', 'email', `${NAMESPACE}/email`])(
    'it is said that %s is no text',
    (name) => {
      expect(shapeWith({ [name]: 1 })).toBe(`claim "${name}" is no text`)
      expect(shapeWith({ [name]: 'x' })).toBe(UNKNOWN)
    },
  )

  test.each(['scope', 'azp', 'client_id', 'org_id', 'email', `${NAMESPACE}/email`])('%s may be null', (name) => {
    expect(shapeWith({ [name]: null })).toBe(UNKNOWN)
  })

  test.each(['exp', 'nbf', 'iat'])('it is said that %s is no number', (name) => {
    expect(shapeWith({ [name]: '1' })).toBe(`claim ${name} is no number`)
  })

  test.each(['nbf', 'iat', 'permissions', 'aud'])('%s may be absent', (name) => {
    expect(shapeWith({ [name]: undefined })).toBe(UNKNOWN)
  })

  test.each<readonly [string, unknown]>([
    ['permissions', 'a'],
    ['permissions', [1]],
    ['permissions', ['a', 1]],
    ['aud', 1],
    ['aud', ['a', 1]],
  ])('it is said that %s is no list of texts: %j', (name, value) => {
    expect(shapeWith({ [name]: value })).toBe(`claim ${name} is no list of texts`)
  })

  test.each<readonly [string, unknown]>([
    ['permissions', ['a', 'b']],
    ['permissions', []],
    ['aud', 'a'],
    ['aud', ['a', 'b']],
  ])('%s may be %j', (name, value) => {
    expect(shapeWith({ [name]: value })).toBe(UNKNOWN)
  })

  test('it is said that cnf binds to nothing that is known', () => {
    expect(shapeWith({ cnf: {} })).toBe('a claim cnf that is no thumbprint of a key or a certificate')
  })
})
