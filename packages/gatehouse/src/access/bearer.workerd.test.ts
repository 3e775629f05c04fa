// The Authorization header: one header, one token, and nothing read from anywhere else (RFC 6750 §2.1).
import { describe, expect, test } from 'vitest'
import { checkCharacters, readCredential } from './bearer.ts'
import { headersWith, outcomeOf } from '../testing/access/support.ts'

function readBearer(headers: Parameters<typeof readCredential>[0]): string | null {
  const credential = readCredential(headers)
  if (credential !== null) checkCharacters(credential.token)
  return credential?.token ?? null
}

const TOKEN = 'aaa.bbb.ccc'
const MAX_CHARACTERS = 16 * 1024

describe('a token is found', () => {
  test.each([
    ['as every client writes it', `Bearer ${TOKEN}`],
    ['with the scheme in small letters', `bearer ${TOKEN}`],
    ['with the scheme in capitals', `BEARER ${TOKEN}`],
    ['with the scheme in mixed case', `bEaReR ${TOKEN}`],
    ['behind several spaces', `Bearer    ${TOKEN}`],
  ])('%s', (_, value) => {
    expect(readBearer(headersWith(value))).toBe(TOKEN)
  })

  test('with every character that RFC 6750 allows', () => {
    const token = 'AZaz09-._~+/=='
    expect(readBearer(headersWith(`Bearer ${token}`))).toBe(token)
  })

  test('with white space around the header, which the platform strips', () => {
    expect(readBearer(new Headers({ authorization: `  Bearer ${TOKEN} \t` }))).toBe(TOKEN)
  })
})

describe('a request counts as one without a token', () => {
  test.each([
    ['no header', null],
    ['an empty header', ''],
    ['Basic', 'Basic dXNlcjpwYXNz'],
    ['Digest with commas', 'Digest username="u", realm="r", nonce="n", uri="/", response="0"'],
    ['a token without a scheme', TOKEN],
    ['a scheme that only starts like ours', `BearerToken ${TOKEN}`],
    ['our scheme as the name of a user', `Basic bearer ${TOKEN}`],
  ])('%s', (_, value) => {
    expect(readBearer(headersWith(value))).toBeNull()
  })

  test('a token in the query, in a cookie or in another header', () => {
    const request = new Request(`https://api.example/?access_token=${TOKEN}`, {
      headers: {
        cookie: `access_token=${TOKEN}`,
        'x-access-token': TOKEN,
        'proxy-authorization': `Bearer ${TOKEN}`,
        'x-forwarded-authorization': `Bearer ${TOKEN}`,
      },
    })
    expect(readBearer(request.headers)).toBeNull()
  })

  test('reads the Authorization header and no other', () => {
    const read: string[] = []
    readBearer({
      get(name) {
        read.push(name.toLowerCase())
        return null
      },
    })
    expect(new Set(read)).toEqual(new Set(['authorization']))
  })
})

describe('two credentials are one too many', () => {
  test.each([
    ['two tokens', ['Bearer one', 'Bearer two']],
    ['the same token twice', [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]],
    ['Basic before the token', ['Basic dXNlcjpwYXNz', `Bearer ${TOKEN}`]],
    ['Basic behind the token', [`Bearer ${TOKEN}`, 'Basic dXNlcjpwYXNz']],
    ['the second scheme in other case', ['Basic dXNlcjpwYXNz', `bEARER ${TOKEN}`]],
    ['an empty header behind the token', [`Bearer ${TOKEN}`, '']],
    ['an empty token in front', ['Bearer', `Bearer ${TOKEN}`]],
  ])('%s', async (_, values) => {
    const headers = new Headers()
    for (const value of values) headers.append('authorization', value)
    expect(await outcomeOf(() => readBearer(headers))).toBe('token_ambiguous')
  })

  test.each([
    ['joined without a space', `Basic dXNlcjpwYXNz,Bearer ${TOKEN}`],
    ['joined with a tab', `Basic dXNlcjpwYXNz,\tBearer ${TOKEN}`],
    ['a comma inside the token', 'Bearer aaa,bbb'],
  ])('%s', async (_, value) => {
    expect(await outcomeOf(() => readBearer(headersWith(value)))).toBe('token_ambiguous')
  })
})

test.each("!#$%&'*+-.^_`|~x0".split(''))('a scheme that goes on with %s is another one', (character) => {
  expect(readBearer(headersWith(`Bearer${character} ${TOKEN}`))).toBeNull()
})

describe('a header with a scheme of tokens and without a token is refused, and is no guest', () => {
  test.each([
    ['no token', 'Bearer'],
    ['only a space', 'Bearer '],
    ['only spaces', 'Bearer    '],
    ['a space inside', 'Bearer aaa bbb'],
    ['a space behind', `Bearer ${TOKEN} `],
    ['a tab inside', 'Bearer aaa\tbbb'],
    ['a tab behind the space', `Bearer \t${TOKEN}`],
    ['a tab in place of the space', `Bearer\t${TOKEN}`],
    ['a line feed', `Bearer ${TOKEN}\n`],
    ['a carriage return', `Bearer ${TOKEN}\r\nx: y`],
    ['a NUL', `Bearer ${TOKEN}\0`],
    ['a DEL', 'Bearer aaa\u007Fbbb'],
    ['a no-break space', `Bearer ${TOKEN}\u00A0`],
    ['a character beyond ASCII', 'Bearer äää.bbb.ccc'],
    ['quotes', `Bearer "${TOKEN}"`],
    ['percent encoding', 'Bearer aaa%2Ebbb'],
    ['only padding', 'Bearer =='],
    ['padding inside', 'Bearer aa==.bbb.ccc'],
    ['parameters', `Bearer token="${TOKEN}"`],
  ])('%s', async (_, value) => {
    expect(await outcomeOf(() => readBearer(headersWith(value)))).toBe('token_malformed')
  })
})

describe('the length of a token', () => {
  test('16 KiB are read', () => {
    const token = 'a'.repeat(MAX_CHARACTERS)
    expect(readBearer(headersWith(`Bearer ${token}`))).toBe(token)
  })

  test('one character more is too large', async () => {
    const token = 'a'.repeat(MAX_CHARACTERS + 1)
    expect(await outcomeOf(() => readBearer(headersWith(`Bearer ${token}`)))).toBe('header_too_large')
  })

  test('too large comes before malformed, so that megabytes are never scanned', async () => {
    const token = ' '.repeat(10).padEnd(MAX_CHARACTERS * 64, '%')
    expect(await outcomeOf(() => readBearer(headersWith(`Bearer x${token}`)))).toBe('header_too_large')
  })
})
