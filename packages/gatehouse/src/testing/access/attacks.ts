// The known attacks on access tokens, each once, with the section that describes it (RFC 8725 where it does) and the result. Every verifier
// of the project is tried with them: this library, and the one in Python.
import type { AccessProblemCode } from '../../access/index.ts'
import { forgeHmac, pemOf, respell } from './forgers.ts'
import { AUDIENCE, CLIENT_ID, encode, forge, GOOD_CLAIMS, makeKey, mint, type SigningKey } from './support.ts'

/** The second issuer of the tenant. */
export const OTHER_ISSUER = 'https://login.example/'
/** The tenant's key. */
export const key: SigningKey = await makeKey('ours')
/** A key that no issuer lists. */
export const attacker: SigningKey = await makeKey('ours')
/** The key of {@link OTHER_ISSUER}, which has the same id. */
export const other: SigningKey = await makeKey('ours')
/** A token without an attack. */
export const good: string = await mint(key)
const [header = '', payload = '', signature = ''] = good.split('.')

const KID = { alg: 'RS256', kid: 'ours' }
const BODY = JSON.stringify(GOOD_CLAIMS).slice(1)

// As text, so that a member can appear twice or in another spelling: before the good member, or after it (late).
const withHeader = (members: string): Promise<string> => forge(key, `{${members},"kid":"ours"}`, GOOD_CLAIMS)
const withClaims = (members: string): Promise<string> => forge(key, KID, `{${members},${BODY}`)
const withLateClaims = (members: string): Promise<string> => forge(key, KID, `{${BODY.slice(0, -1)},${members}}`)
const withIssuer = (spelling: string): Promise<string> => withLateClaims(`"iss":"${spelling}"`)

/** The section, what the attacker does, the token, and the result. */
type Attack = readonly [string, string, string | Promise<string>, 'passes' | AccessProblemCode]

// The algorithm "none", in every spelling that a library has ever accepted.
const NONE = ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'none\0', ''].map((alg): Attack => {
  const token = `${encode({ ...KID, alg })}.${payload}.`
  return ['RFC 8725 §3.1', `names no algorithm (${JSON.stringify(alg)})`, token, 'token_algorithm']
})

// RFC 8725 §2.1: a verifier that lets the token choose the algorithm uses a public key as a secret.
const HMAC = ([256, 384, 512] as const).map((bits): Attack => {
  const token = pemOf(key).then((pem) => forgeHmac(bits, pem))
  return ['RFC 8725 §3.1', `signs HS${bits} with the public key`, token, 'token_algorithm']
})

const JWK = { ...attacker.publicKey, alg: 'RS256', use: 'sig' }
const EVIL = 'https://attacker.example/'

const TABLE: readonly Attack[] = [
  ...NONE,
  ...HMAC,
  ['RFC 8725 §3.1', 'signs HS256 with the modulus', forgeHmac(256, key.publicKey.n), 'token_algorithm'],
  [
    'RFC 8725 §3.1',
    'calls an RS256 signature PS256',
    forge(key, { ...KID, alg: 'PS256' }, GOOD_CLAIMS),
    'token_signature',
  ],
  ['RFC 8725 §3.1', 'calls a PS256 signature RS256', forge(key, KID, GOOD_CLAIMS, 'PS256'), 'token_signature'],
  [
    'RFC 8725 §3.1',
    'calls an RS256 signature RS384',
    forge(key, { ...KID, alg: 'RS384' }, GOOD_CLAIMS),
    'token_algorithm',
  ],

  ['RFC 8725 §3.10', 'brings a key of their own: jwk', mint(attacker, {}, { jwk: JWK }), 'token_signature'],
  [
    'RFC 8725 §3.10',
    'brings a key of their own: jwk, with its kid',
    mint(attacker, {}, { jwk: { ...JWK, kid: 'theirs' }, kid: 'theirs' }),
    'token_key_unknown',
  ],
  [
    'RFC 8725 §3.10',
    'says where their key is: jku',
    mint(attacker, {}, { jku: `${EVIL}jwks.json` }),
    'token_signature',
  ],
  [
    'RFC 8725 §3.10',
    'says where their key is: x5u',
    mint(attacker, {}, { x5u: `${EVIL}chain.pem` }),
    'token_signature',
  ],
  ['RFC 8725 §3.10', 'brings a certificate: x5c', mint(attacker, {}, { x5c: ['MIIB'] }), 'token_signature'],
  [
    'RFC 8725 §3.10',
    'names a certificate: x5t',
    mint(attacker, {}, { x5t: 'AAAA', 'x5t#S256': 'AAAA' }),
    'token_signature',
  ],
  [
    'RFC 8725 §3.10',
    'asks for a file: kid ../../dev/null',
    mint(key, {}, { kid: '../../dev/null' }),
    'token_key_unknown',
  ],
  [
    'RFC 8725 §3.10',
    'asks a database: kid with SQL',
    mint(key, {}, { kid: "' UNION SELECT 'key' --" }),
    'token_key_unknown',
  ],
  ['RFC 8725 §3.10', 'asks a prototype: kid __proto__', mint(key, {}, { kid: '__proto__' }), 'token_key_unknown'],
  ['RFC 8725 §3.10', 'asks a prototype: kid constructor', mint(key, {}, { kid: 'constructor' }), 'token_key_unknown'],
  ['RFC 8725 §3.10', 'fills the memory: kid of 10 KiB', mint(key, {}, { kid: 'k'.repeat(10_240) }), 'token_malformed'],
  ['RFC 7515 §4.1.11', 'demands an extension: crit', mint(key, {}, { crit: ['exp'], exp: 1 }), 'token_malformed'],
  ['RFC 7797 §6', 'signs another text than is read: b64 false', mint(key, {}, { b64: false }), 'token_malformed'],

  ['RFC 7515 §4', 'writes alg twice, RS256 last', withHeader('"alg":"none","alg":"RS256"'), 'passes'],
  ['RFC 7515 §4', 'writes alg twice, none last', withHeader('"alg":"RS256","alg":"none"'), 'token_algorithm'],
  [
    'RFC 7515 §4',
    'writes alg twice, none last and escaped',
    withHeader(String.raw`"alg":"RS256","\u0061lg":"none"`),
    'token_algorithm',
  ],
  [
    'RFC 7515 §4',
    'writes alg twice, RS256 last and escaped',
    withHeader(String.raw`"alg":"none","\u0061lg":"RS256"`),
    'passes',
  ],
  ['RFC 7519 §4', 'writes iss twice, ours last', withClaims(`"iss":"${EVIL}"`), 'passes'],
  ['RFC 7519 §4', 'writes iss twice, theirs last', withLateClaims(`"iss":"${EVIL}"`), 'token_issuer'],
  ['RFC 7519 §4', 'writes aud twice, ours last', withClaims('"aud":"https://other.example"'), 'passes'],
  ['RFC 7519 §4', 'writes aud twice, another last', withLateClaims('"aud":"https://other.example"'), 'token_audience'],
  ['RFC 7519 §4', 'writes exp twice, the good one last', withClaims('"exp":1'), 'passes'],
  ['RFC 7519 §4', 'writes exp twice, the bad one last', withLateClaims('"exp":1'), 'token_expired'],
  ['RFC 7519 §4', 'writes scope twice, the good one last', withClaims('"scope":""'), 'passes'],
  ['RFC 7519 §4', 'writes scope twice, the bad one last', withLateClaims('"scope":""'), 'scope_missing'],

  ['RFC 8725 §3.3', 'strips the signature', `${header}.${payload}.`, 'token_signature'],
  ['RFC 8725 §3.3', 'strips the signature and its dot', `${header}.${payload}`, 'token_malformed'],
  ['RFC 8725 §3.3', 'truncates the signature', good.slice(0, -2), 'token_signature'],
  ['RFC 8725 §3.3', 'appends to the signature', `${good}AAAA`, 'token_signature'],
  ['RFC 8725 §3.3', 'signs with a key of their own', mint(attacker), 'token_signature'],
  [
    'RFC 8725 §3.3',
    'changes the claims',
    `${header}.${encode({ ...GOOD_CLAIMS, sub: 'auth0|2' })}.${signature}`,
    'token_signature',
  ],
  ['RFC 4648 §3.5', 'spells the signature another way', respell(good), 'token_malformed'],
  ['RFC 7515 §2', 'pads the signature', `${good}==`, 'token_malformed'],
  [
    'RFC 7515 §2',
    'uses the alphabet of plain base64',
    `${header}.${payload}.+/${signature.slice(2)}`,
    'token_malformed',
  ],
  [
    'RFC 8725 §3.7',
    'writes claims that are no UTF-8',
    forge(key, KID, new Uint8Array([0x7b, 0xff, 0x7d])),
    'token_malformed',
  ],

  ['RFC 7519 §4.1.4', 'writes exp as text', mint(key, { exp: '9999999999' }), 'token_malformed'],
  ['RFC 7519 §4.1.3', 'writes aud as an object', mint(key, { aud: { 0: AUDIENCE } }), 'token_malformed'],
  ['RFC 8693 §4.2', 'writes scope as an array', mint(key, { scope: ['read:things'] }), 'token_malformed'],
  ['RFC 8725 §3.10', 'writes permissions as text', mint(key, { permissions: 'read:things' }), 'token_malformed'],
  ['RFC 7519 §4.1.2', 'writes sub as a number', mint(key, { sub: 1 }), 'token_malformed'],
  ['RFC 8725 §3.8', 'leaves sub out', mint(key, { sub: undefined }), 'token_malformed'],
  ['RFC 8725 §3.8', 'leaves sub empty', mint(key, { sub: '' }), 'token_malformed'],
  ['RFC 7519 §4.1.4', 'leaves exp out', mint(key, { exp: undefined }), 'token_malformed'],
  ['RFC 7519 §2', 'never expires: exp 1e400', withLateClaims('"exp":1e400'), 'token_malformed'],
  ['RFC 7519 §2', 'never expires: exp 2^53 + 1', withLateClaims('"exp":9007199254740993'), 'token_malformed'],
  ['RFC 7519 §2', 'expires before time began: exp -1', withLateClaims('"exp":-1'), 'token_expired'],

  [
    'RFC 8725 §3.8',
    'writes our issuer with a look-alike letter',
    withIssuer('https://ten\u0430nt.example/'),
    'token_issuer',
  ],
  ['RFC 8725 §3.8', 'writes our issuer full-width', withIssuer('https://\uFF54enant.example/'), 'token_issuer'],
  ['RFC 8725 §3.8', 'writes our issuer in punycode', withIssuer('https://xn--tennt-4ve.example/'), 'token_issuer'],
  ['RFC 8725 §3.8', 'writes our issuer percent-encoded', withIssuer('https://%74enant.example/'), 'token_issuer'],
  [
    'RFC 8725 §3.8',
    'escapes our issuer in JSON, which is the same text',
    withIssuer(String.raw`\u0068ttps:\/\/tenant.example\/`),
    'passes',
  ],
  ['RFC 8725 §3.8', 'uses the key that another issuer calls as we call ours', mint(other), 'token_signature'],
  ['RFC 8725 §3.8', 'brings a token of another issuer under our kid', mint(other, { iss: EVIL }), 'token_issuer'],
  ['RFC 8725 §3.9', 'brings a token for another API', mint(key, { aud: 'https://other.example' }), 'token_audience'],

  ['RFC 7519 §5.2', 'wraps a token in a token', forge(key, { ...KID, cty: 'JWT' }, good), 'token_malformed'],
  [
    'RFC 7516 §9',
    'brings an encrypted token',
    [encode({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'ours' }), 'a2V5', 'aXY', 'dGV4dA', 'dGFn'].join('.'),
    'token_malformed',
  ],
  ['RFC 8725 §3.12', 'brings an id token, told by its nonce', mint(key, { nonce: 'n' }), 'token_not_access'],
  ['RFC 8725 §3.12', 'brings an id token, told by its at_hash', mint(key, { at_hash: 'h' }), 'token_not_access'],
  ['RFC 8725 §3.12', 'brings an id token, told by its audience', mint(key, { aud: CLIENT_ID }), 'token_not_access'],
  ['RFC 8725 §3.11', 'brings a logout token', mint(key, {}, { typ: 'logout+jwt' }), 'token_not_access'],
  ['RFC 8725 §3.11', 'brings a DPoP proof', mint(key, {}, { typ: 'dpop+jwt' }), 'token_not_access'],
  ['RFC 8725 §3.11', 'brings a security event', mint(key, {}, { typ: 'secevent+jwt' }), 'token_not_access'],
]

/** What an attacker does, the section that describes it, the token, and the answer where the scope `read:things` is required. */
export const ATTACKS = TABLE.map(([section, attack, token, outcome]) => ({ section, attack, token, outcome }))
