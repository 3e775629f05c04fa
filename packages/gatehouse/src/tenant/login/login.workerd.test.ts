// Tests the parts of login: the content of a cookie, and where a login may redirect.
import { CompactEncrypt } from 'jose'
import { describe, expect, test } from 'vitest'
import { ConfigurationError, parseConfiguration } from '../configuration.ts'
import { cookieNamesOf, foreignCookies } from './cookies.ts'
import { returnAddress } from './return-to.ts'
import { Encryptor } from './encryption.ts'
import { SessionCookie } from './session-cookie.ts'
import { TransactionCookie } from './transaction.ts'
import { kept, LIFETIME, NOW, SESSION } from '../../testing/access/sessions.ts'

const NAMES = cookieNamesOf()
const [OLD, NEW] = ['old'.padEnd(32, '.'), 'new'.padEnd(32, '.')]
const BEGUN = { nonce: 'n', verifier: 'v', returnTo: 'https://api.example/', authenticatedSince: null }

describe('an encrypted text', () => {
  test('is decrypted with every key, and encrypted with the first', async () => {
    const sealed = await new Encryptor([OLD], 'session').encrypt({ a: 1 })
    expect(await new Encryptor([NEW, OLD], 'session').decrypt(sealed)).toEqual({ a: 1 })
    expect(await new Encryptor([NEW], 'session').decrypt(sealed)).toBeNull()
    const renewed = await new Encryptor([NEW, OLD], 'session').encrypt({ a: 1 })
    expect(await new Encryptor([OLD], 'session').decrypt(renewed)).toBeNull()
  })

  test('of one purpose is nothing for another, and a changed one is nothing at all', async () => {
    const sealed = await new Encryptor([NEW], 'login').encrypt({ a: 1 })
    expect(await new Encryptor([NEW], 'session').decrypt(sealed)).toBeNull()
    const seal = new Encryptor([NEW], 'login')
    for (const forged of ['', 'x', `${sealed}x`, sealed.replace(/^[^.]+/, btoa('{"alg":"none"}')), 'a.b.c.d.e'])
      expect(await seal.decrypt(forged)).toBeNull()
  })
})

test('a session of the version before is over, because what ended it is not looked for any more', async () => {
  const cookie = new SessionCookie(new Encryptor([NEW], 'session'), LIFETIME, NAMES)
  const sealed = await encryptAs('gatehouse session cookie 1', SESSION)
  const current = await encryptAs('gatehouse session cookie 2', SESSION)
  expect(await cookie.read(`__Host-gatehouse-session=${sealed}`)).toBeNull()
  expect(await cookie.read(`__Host-gatehouse-session=${current}`)).toEqual(SESSION)
})

test('a login that the version before has started can be finished', async () => {
  const { authenticatedSince: _, ...before } = BEGUN
  const sealed = await encryptAs('gatehouse login cookie 1', { ...before, state: 'state', expiresAt: NOW + 60 })
  const cookie = new TransactionCookie(new Encryptor([NEW], 'login'), NAMES)
  const [name] = (await cookie.write({ ...BEGUN, state: 'state' }, null, NOW))[0]?.split('=') ?? []
  expect(await cookie.read('state', `${name}=${sealed}`, NOW)).toMatchObject({ ...BEGUN, state: 'state' })
})

/** As a version of the gateway did it whose keys were derived with this text. */
async function encryptAs(info: string, value: unknown): Promise<string> {
  const encoder = new TextEncoder()
  const material = await crypto.subtle.importKey('raw', encoder.encode(NEW), 'HKDF', false, ['deriveBits'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(info) }
  const key = new Uint8Array(await crypto.subtle.deriveBits(parameters, material, 256))
  const text = encoder.encode(JSON.stringify(value))
  return await new CompactEncrypt(text).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key)
}

describe('the cookie of a session', () => {
  const cookie = new SessionCookie(new Encryptor([NEW], 'session'), LIFETIME, NAMES)
  const large = { ...SESSION, accessToken: 'x'.repeat(9_000) }

  test('is one as long as it fits, in parts when not, and never larger than a browser keeps', async () => {
    expect(await cookie.write(SESSION, null, NOW)).toHaveLength(1)
    const parts = await cookie.write(large, null, NOW)
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts) expect(part.split(';')[0]?.length).toBeLessThan(4_096)
    expect(await cookie.read(kept('theme=dark', parts))).toEqual(large)
  })

  test('is read by its own parts, also when one of a larger session is left over', async () => {
    const before = kept(null, await cookie.write(large, null, NOW))
    expect(await cookie.read(kept(before, await cookie.write(SESSION, before, NOW)))).toEqual(SESSION)
    const raced = kept(before, await cookie.write({ ...large, accessToken: 'y'.repeat(4_000) }, null, NOW))
    expect((await cookie.read(raced))?.accessToken).toMatch(/^y+$/)
    expect(kept(before, cookie.clear(before))).toBe('')
  })

  test('that no cookie can hold is refused', async () => {
    await expect(cookie.write({ ...SESSION, accessToken: 'x'.repeat(30_000) }, null, NOW)).rejects.toThrow(RangeError)
  })

  test('is removed from the forwarded request, and those of others stay', () => {
    expect(foreignCookies('a=1; __Host-gatehouse-session=x; __Host-gatehouse-login-y=z; b=2', NAMES)).toBe('a=1; b=2')
    expect(foreignCookies('__Host-gatehouse-session=x', NAMES)).toBeNull()
  })

  test('is not looked for in a header above 64 KiB, which no browser sends for it', async () => {
    const header = `__Host-gatehouse-session=x; a=${'b'.repeat(65_536)}`
    await expect(cookie.read(header)).rejects.toMatchObject({ code: 'header_too_large' })
    expect(() => foreignCookies(header, NAMES)).toThrow(expect.objectContaining({ code: 'header_too_large' }))
  })

  test.each([
    [' ', true],
    ['\t', true],
    [' \t ', true],
    ['\u2000', false],
    ['\u00a0', false],
    ['\ufeff', false],
    ['\u2028', false],
    ['\v', false],
    ['\f', false],
  ])('after %j is ours: %j, for a sister site can set the one that is not', async (around, isOurs) => {
    const [set = ''] = await cookie.write(SESSION, null, NOW)
    const [pair = ''] = set.split(';')
    const [name, value] = pair.split(/=(.*)/s)
    for (const header of [`a=1;${around}${pair}`, `a=1; ${name}${around}=${value}`]) {
      expect(await cookie.read(header)).toEqual(isOurs ? SESSION : null)
    }
    expect(foreignCookies(`a=1;${around}${pair}`, NAMES) === 'a=1').toBe(isOurs)
    expect(
      (await cookie.read(`${around}${pair}; ${kept(null, await cookie.write(large, null, NOW))}`))?.accessToken,
    ).toBe(isOurs ? SESSION.accessToken : large.accessToken)
  })
})

test('only so many logins are pending in a browser: the oldest is dropped, and each ends after half an hour', async () => {
  const cookie = new TransactionCookie(new Encryptor([NEW], 'login'), NAMES)
  let header: string | null = null
  for (const state of ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'])
    header = kept(header, await cookie.write({ ...BEGUN, state }, header, NOW))
  expect(await cookie.read('first', header, NOW)).toBeNull()
  expect(await cookie.read('sixth', header, NOW + 1_799)).toMatchObject({ ...BEGUN, state: 'sixth' })
  expect(await cookie.read('sixth', header, NOW + 1_800)).toBeNull()
})

test.each([
  [null, 'https://api.example/'],
  ['/x?y#z', 'https://api.example/x?y#z'],
  ['https://app.example/x', 'https://app.example/x'],
  ['https://api.example@evil.example/', null],
  ['https://me@api.example/', null],
  ['\t//evil.example', null],
  ['http://api.example/', null],
  ['blob:https://api.example/0b1c5e0a-7b5c-4f6e-9a53-6d1a3c5d7f10', null],
  ['blob:https://app.example/0b1c5e0a-7b5c-4f6e-9a53-6d1a3c5d7f10', null],
  ['filesystem:https://api.example/temporary/x', null],
  ['data:text/html,x', null],
  ['/auth/login', null],
  ['/%61uth/../auth/logout', null],
  ['/%61uth/logout', null],
  ['/aut%68', null],
  ['/auth%2Flogout', null],
  ['https://api.example/x/..//%2561uth/logout', 'https://api.example//%2561uth/logout'],
  ['/auth', null],
  ['/author?a=%20', 'https://api.example/author?a=%20'],
  ['/x/%61uth', 'https://api.example/x/%61uth'],
  ['https://app.example/%61', 'https://app.example/%61'],
  [`/${'x'.repeat(2_000)}`, null],
])('a person who wants to return to %j is led to %j', (wanted, address) => {
  const settings = { origin: 'https://api.example', returnOrigins: ['https://app.example'] }
  expect(returnAddress(wanted, settings)).toBe(address)
})

test('a key of sessions that could be guessed is refused with a remedy', () => {
  const variables = {
    AUTH0_DOMAIN: 'example.eu.auth0.com',
    AUTH0_AUDIENCE: 'a',
    GATEHOUSE_SESSION_KEYS: `${NEW}, short`,
  }
  expect(() => parseConfiguration(variables)).toThrow(ConfigurationError)
  expect(() => parseConfiguration(variables)).toThrow(/GATEHOUSE_SESSION_KEYS .*openssl rand/)
})

test.each([
  ['required', NEW, true],
  ['required', '', false],
  ['allowed', NEW, false],
])(
  'GATEHOUSE_DPOP=%s with GATEHOUSE_SESSION_KEYS=%j is refused: %j, for the tokens of sessions are bound to no key',
  (mode, keys, isRefused) => {
    const read = () =>
      parseConfiguration({
        AUTH0_DOMAIN: 'example.eu.auth0.com',
        AUTH0_AUDIENCE: 'a',
        GATEHOUSE_SESSION_KEYS: keys,
        GATEHOUSE_DPOP: mode,
      })
    if (isRefused) expect(read).toThrow(/GATEHOUSE_DPOP .*GATEHOUSE_SESSION_KEYS/)
    else expect(read().dpop).toBe(mode)
  },
)
