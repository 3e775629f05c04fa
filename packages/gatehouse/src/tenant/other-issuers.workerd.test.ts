// Tests issuers other than Auth0: their discovery document names the URL of their keys (OpenID Connect Discovery §4), and the keys may be
// on an elliptic curve (RFC 7518 §3.4) if ES256 is accepted.
import { describe, expect, test } from 'vitest'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Algorithm, Gate, parseKeySet, signedIn } from '../access/index.ts'
import { KeyStore } from './keys/key-store.ts'
import { parseDomain } from './tenant-domain.ts'
import {
  FakeClock,
  GOOD_CLAIMS,
  makeKey,
  type Members,
  mint,
  outcomeOf,
  requestWith,
  RecordingBackground,
  turn,
} from '../testing/access/support.ts'
import { configurationOf, FakeKv, jwksOf } from '../testing/access/tenant.ts'

const ISSUER = 'https://login.example/realms/main'
const DISCOVERY_URL = `${ISSUER}/.well-known/openid-configuration`
const KEYS_URL = 'https://keys.example/realms/main/certs'
const DISCOVERY: Members = { issuer: ISSUER, jwks_uri: KEYS_URL }

const rsa = await makeKey('rsa')
const pair = await generateKeyPair('ES256', { extractable: true })
const jwk = await exportJWK(pair.publicKey)
const EC: Members = { ...jwk, kid: 'ec', use: 'sig', alg: 'ES256' }

interface Order {
  readonly discovery?: unknown
  readonly keys?: string
  readonly algorithms?: readonly Algorithm[]
}

function open({
  discovery = DISCOVERY,
  keys = jwksOf(rsa.publicKey, EC),
  algorithms = ['RS256', 'ES256'],
}: Order = {}) {
  const asked: string[] = []
  const events: string[] = []
  const causes: unknown[] = []
  const clock = new FakeClock()
  const background = new RecordingBackground()
  const domain = parseDomain(ISSUER)
  if (domain === null) throw new TypeError('the issuer is one')
  const kv = new FakeKv()
  const store = new KeyStore({
    configuration: { ...configurationOf(), domains: [domain], algorithms },
    store: kv,
    fetch: (url) => {
      asked.push(url)
      if (url === KEYS_URL) return Promise.resolve(new Response(keys))
      if (discovery instanceof Promise) return discovery as Promise<Response>
      return Promise.resolve(discovery instanceof Response ? discovery : Response.json(discovery))
    },
    clock,
    background,
    log: (event, facts) => {
      events.push(event)
      causes.push(facts?.['cause'])
    },
  })
  const gate = new Gate({
    source: store,
    clock,
    observer: { adopted: () => undefined, failed: () => undefined },
    binding: { mode: 'off', replay: null },
  })
  const admit = (token: string) => gate.admit(signedIn, requestWith(`Bearer ${token}`), background)
  return { asked, events, causes, clock, background, kv, store, admit }
}

function mintOnCurve(claims: Members = {}): Promise<string> {
  return new SignJWT({ ...GOOD_CLAIMS, iss: ISSUER, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: 'ec' })
    .sign(pair.privateKey)
}

describe('the keys of an issuer with a path', () => {
  test('are where its discovery document says, and good for it as it writes itself', async () => {
    const { asked, admit } = open()
    expect((await admit(await mint(rsa, { iss: ISSUER }))).principal.id).toBe('auth0|1')
    expect(asked).toEqual([DISCOVERY_URL, KEYS_URL])
    expect(await outcomeOf(admit(await mint(rsa, { iss: `${ISSUER}/` })))).toBe('token_issuer')
  })

  test.each<readonly [string, unknown]>([
    ['of another issuer', { ...DISCOVERY, issuer: 'https://login.example/realms/other' }],
    ['of the issuer in another spelling', { ...DISCOVERY, issuer: `${ISSUER}/` }],
    ['without an issuer', { jwks_uri: KEYS_URL }],
    ['without an address of keys', { issuer: ISSUER }],
    ['with keys over http', { ...DISCOVERY, jwks_uri: 'http://keys.example/realms/main/certs' }],
    ['with a relative address', { ...DISCOVERY, jwks_uri: '/realms/main/certs' }],
    ['with a user in the address', { ...DISCOVERY, jwks_uri: 'https://a@keys.example/certs' }],
    ['with a password in the address', { ...DISCOVERY, jwks_uri: 'https://:b@keys.example/certs' }],
    ['with keys in the address itself', { ...DISCOVERY, jwks_uri: `data:application/json,${jwksOf(rsa.publicKey)}` }],
    ['with a list of addresses', { ...DISCOVERY, jwks_uri: [KEYS_URL] }],
    ['that is a list', [DISCOVERY]],
    ['that is no JSON', new Response('<html>')],
    ['that leads elsewhere', new Response(null, { status: 302, headers: { location: KEYS_URL } })],
    ['that is larger than 64 KiB', new Response(JSON.stringify(DISCOVERY).padEnd(64 * 1024 + 1))],
    ['that can not be had', new Response(null, { status: 503 })],
  ])('are not asked for by a document %s, and that is an outage', async (_, discovery) => {
    const { asked, events, admit } = open({ discovery })
    expect(await outcomeOf(admit(await mint(rsa, { iss: ISSUER })))).toBe('keys_unavailable')
    expect(asked).toEqual([DISCOVERY_URL])
    expect(events).toEqual(['jwks_fetch_failed'])
  })

  test.each<readonly [string, unknown, string]>([
    ['no JSON', new Response('<html>'), 'SyntaxError'],
    ['no object', [DISCOVERY], 'undefined'],
  ])('can not be found in a document that is %s, and the log says so', async (_, discovery, reason) => {
    const { causes, store } = open({ discovery })
    await store.renew()
    expect(causes.map(String)).toEqual(['Error: the answer is no discovery document'])
    expect(causes.map((cause) => String((cause as Error).cause).split(':')[0])).toEqual([reason])
  })

  test('have five seconds, discovery included', async () => {
    const { clock, store, events } = open({ discovery: new Promise(() => undefined) })
    const renewal = store.renew()
    await turn()
    clock.advance(5)
    expect((await renewal).keySets).toEqual([])
    expect(events).toEqual(['jwks_fetch_failed'])
  })
})

describe('a key on the curve P-256', () => {
  test('verifies ES256 where that counts, also from KV', async () => {
    const { admit, background, kv } = open()
    const token = await mintOnCurve()
    expect((await admit(token)).principal.id).toBe('auth0|1')
    await background.finished()
    const other = open({ discovery: new Response(null, { status: 503 }) })
    for (const [name, value] of kv.values) other.kv.values.set(name, value)
    expect((await other.admit(token)).principal.id).toBe('auth0|1')
    expect(other.asked).toEqual([])
  })

  test('is dropped, and ES256 refused, where it does not', async () => {
    const { admit, store } = open({ algorithms: ['RS256', 'PS256'] })
    expect(await outcomeOf(admit(await mintOnCurve()))).toBe('token_algorithm')
    expect((await store.renew()).keySets[0]?.keys.map(({ kid }) => kid)).toEqual(['rsa'])
  })

  test('lets no token through that another key has signed, or that says another algorithm', async () => {
    const { admit } = open()
    const [header, payload, signature = ''] = (await mintOnCurve()).split('.')
    const changed = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(await outcomeOf(admit(`${header}.${payload}.${changed}`))).toBe('token_signature')
    expect(await outcomeOf(admit(await mint(rsa, { iss: ISSUER }, { kid: 'ec' })))).toBe('token_algorithm')
    expect(await outcomeOf(admit(await mint(rsa, { iss: ISSUER }, { alg: 'ES256' })))).toBe('token_algorithm')
  })

  test.each<readonly [string, Members]>([
    ['of another curve', { crv: 'P-384' }],
    ['without a curve', { crv: undefined }],
    ['without a coordinate', { y: undefined }],
    ['with a short coordinate', { x: 'AAAA' }],
    ['with a short second coordinate', { y: 'AAAA' }],
    ['with a long coordinate', { x: `AAAA${jwk.x}` }],
    ['that is private', { d: 'AAAA' }],
    ['for encryption', { use: 'enc' }],
    ['without a kid', { kid: undefined }],
  ])('is dropped when it is one %s', (_, members) => {
    const { keys, dropped } = parseKeySet(JSON.stringify({ keys: [{ ...EC, ...members }] }), ['ES256'])
    expect([keys.length, dropped.length]).toEqual([0, 1])
  })

  test('that is no point of the curve verifies nothing', async () => {
    const { admit } = open({ keys: jwksOf(rsa.publicKey, { ...EC, y: jwk.x }) })
    // Deno imports such a key, and no signature is valid under it.
    expect(await outcomeOf(admit(await mintOnCurve()))).toMatch(/^token_(?:key_unknown|signature)$/)
  })
})
