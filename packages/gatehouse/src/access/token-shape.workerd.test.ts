// Tests the shape of a token: three parts of canonical base64url around two JSON objects, and no second encoding of any of it (RFC 7515
// §7.1, RFC 8725 §3.3, §3.7).
import { expect, test } from 'vitest'
import { parseToken } from './token.ts'
import { respell } from '../testing/access/forgers.ts'
import { encode, forge, GOOD_CLAIMS, makeKey, mint, openGate, outcomeOf } from '../testing/access/support.ts'

const key = await makeKey('ours')
const other = await makeKey('other')
const good = await mint(key)
const [header = '', payload = '', signature = ''] = good.split('.')
const scene = openGate([key])
const KID = { alg: 'RS256', kid: 'ours' }

test('a valid token passes, or the tests below prove nothing', async () => {
  expect(await outcomeOf(scene.admit(good))).toBe('passes')
  expect(signature).toHaveLength(342)
})

test.each([
  ['one part', header],
  ['two parts, the signature stripped with its dot', `${header}.${payload}`],
  ['four parts', `${good}.${signature}`],
  ['an empty fourth part', `${good}.`],
  ['five parts, as an encrypted token has', `${header}.${payload}.${signature}.${payload}.${signature}`],
  ['only dots', '..'],
  ['an empty header', `.${payload}.${signature}`],
  ['an empty payload', `${header}..${signature}`],
  ['a dot in front', `.${good}`],
  ['random text', 'aGVsbG8gd29ybGQ'],
  ['random text in three parts', 'q83v.Zm9v.YmFy'],
  ['the signature padded', `${good}==`],
  ['the signature in the alphabet of plain base64', `${header}.${payload}.+/${signature.slice(2)}`],
  ['the header in the alphabet of plain base64', `+/${header}.${payload}.${signature}`],
  ['another spelling of the same signature', `${header}.${payload}.${respell(signature)}`],
  ['a signature whose length no bytes have', `${header}.${payload}.${signature}AAA`],
])('%s is malformed', async (_, token) => {
  expect(await outcomeOf(scene.admit(token))).toBe('token_malformed')
})

test.each([
  ['a space in the header', ` ${good}`],
  ['a line feed in the payload', `${header}.${payload.slice(0, 8)}\n${payload.slice(8)}.${signature}`],
  ['a space behind the signature', `${good} `],
  ['padding inside', `${header}=.${payload}.${signature}`],
  ['a character beyond ASCII', `${header}.${payload}.${signature}\u00AA`],
  ['a full-width dot', good.replace('.', '\uFF0E')],
])('%s is malformed to the parser itself, whoever calls it', async (_, token) => {
  expect(await outcomeOf(() => parseToken(token))).toBe('token_malformed')
})

test.each([
  ['a space in the payload', `${header}.${payload.slice(0, 8)} ${payload.slice(8)}.${signature}`],
  ['quotes behind the signature', `${header}.${payload}.${signature}"`],
  ['a space in the payload of an unsigned token', `${encode({ alg: 'none' })}.e 30.`],
  ['a comment behind a token without a key id', `${encode({ alg: 'RS256' })}.e30.AAAA (ours)`],
])('a token with %s is malformed before it is anything else', async (_, token) => {
  expect(await outcomeOf(scene.admit(token))).toBe('token_malformed')
})

test.each([
  ['stripped', ''],
  ['of another key', (await mint(other, {}, { kid: 'ours' })).split('.')[2] ?? ''],
  ['of another token', (await mint(key, { sub: 'auth0|2' })).split('.')[2] ?? ''],
  ['truncated by a byte', signature.slice(0, -2)],
  ['truncated to four characters', signature.slice(0, 4)],
  ['lengthened by a block', `${signature}AAAA`],
  ['all zeros', 'A'.repeat(342)],
  ['its first character changed', (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)],
])('a signature %s is refused', async (_, forged) => {
  expect(await outcomeOf(scene.admit(`${header}.${payload}.${forged}`))).toBe('token_signature')
})

test.each([
  ['header', `${encode({ ...KID, typ: 'at+jwt' })}.${payload}`],
  ['payload', `${header}.${encode({ ...GOOD_CLAIMS, scope: 'admin:everything' })}`],
])('a %s put under the signature of another is refused', async (_, input) => {
  expect(await outcomeOf(scene.admit(`${input}.${signature}`))).toBe('token_signature')
})

const BROKEN_UTF8 = new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])
const BYTE_ORDER_MARK = new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d])

test.each([
  ['an array', [1]],
  ['null', null],
  ['a string', '"text"'],
  ['a number', 1],
  ['no JSON', '{"alg":'],
  ['two JSON texts', '{}{}'],
  ['JSON with a comment', '{}//'],
  ['invalid UTF-8', BROKEN_UTF8],
  ['a byte order mark', BYTE_ORDER_MARK],
  ['nothing but white space', ' '],
])('%s in place of header or payload is malformed, well signed or not', async (_, part) => {
  expect(await outcomeOf(scene.admit(await forge(key, part, GOOD_CLAIMS)))).toBe('token_malformed')
  expect(await outcomeOf(scene.admit(await forge(key, KID, part)))).toBe('token_malformed')
})

test('a token inside a token is malformed: it is never unpacked', async () => {
  expect(await outcomeOf(scene.admit(await forge(key, { ...KID, cty: 'JWT' }, good)))).toBe('token_malformed')
})

test('an encrypted token is malformed', async () => {
  const jwe = [encode({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: 'ours' }), 'a2V5', 'aXY', 'dGV4dA', 'dGFn'].join('.')
  expect(await outcomeOf(scene.admit(jwe))).toBe('token_malformed')
})

test.each([
  ['header', await forge(key, '{"alg":"none","kid":"ours","alg":"RS256"}', GOOD_CLAIMS), 'passes'],
  [
    'header, the other way round',
    await forge(key, '{"alg":"RS256","kid":"ours","alg":"none"}', GOOD_CLAIMS),
    'token_algorithm',
  ],
  ['kid', await forge(key, '{"alg":"RS256","kid":"ours","kid":"x"}', GOOD_CLAIMS), 'token_key_unknown'],
])('of a member written twice the last one counts, for everybody who reads it (%s)', async (_, token, outcome) => {
  expect(await outcomeOf(scene.admit(token))).toBe(outcome)
})

test('of a claim written twice the last one counts', async () => {
  const twice = JSON.stringify(GOOD_CLAIMS).replace('{', '{"sub":"auth0|admin",')
  const { principal } = await scene.admit(await forge(key, KID, twice))
  expect(principal.id).toBe('auth0|1')
})

test('a claim named __proto__ lends nothing to the claims', async () => {
  const payload = JSON.stringify({ ...GOOD_CLAIMS, scope: undefined }).replace(
    '{',
    '{"__proto__":{"scope":"admin:all"},',
  )
  const { principal } = await scene.admit(await forge(key, KID, payload))
  expect(principal.scopes).toEqual([])
})
