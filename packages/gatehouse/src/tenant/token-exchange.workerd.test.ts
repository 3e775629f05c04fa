// Tests the exchange of tokens for services: how often the tenant is asked, which answers are taken, and what a caller sees of a refusal.
import { describe, expect, test, vi } from 'vitest'
import type { KeySet } from '../access/index.ts'
import { START_SECONDS } from '../testing/access/support.ts'
import { CALLER, codeOf, GOOD, KEY_SETS, openExchange, RULE, tokensOf } from '../testing/access/token-exchange.ts'

describe('the tenant is asked', () => {
  test('once for a thousand requests of one caller, and for no more than the service may get', async () => {
    const { tokenFor, forms } = openExchange(() => tokensOf())
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => tokenFor()))
    expect(new Set(tokens).size).toBe(1)
    await tokenFor()
    expect(forms).toEqual([
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: CALLER.token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        audience: RULE.audience,
        scope: 'read:reports write:reports',
      },
    ])
  })

  test('once for a caller whose exchange is under way, however many others are', async () => {
    const { tokenFor, forms } = openExchange(() => new Promise<never>(() => undefined))
    const ask = (at: number) => void tokenFor({ ...CALLER, token: `a.b.${at}` }).catch(() => undefined)
    for (let at = 0; at <= 1_000; at++) ask(at)
    ask(0)
    await vi.waitFor(() => expect(forms.length).toBeGreaterThanOrEqual(1_001))
    expect(forms).toHaveLength(1_001)
  })

  test('for each caller, audience and list of scopes', async () => {
    const { tokenFor, forms } = openExchange(() => tokensOf())
    await tokenFor()
    await tokenFor({ ...CALLER, token: 'd.e.f' })
    await tokenFor(CALLER, { ...RULE, scopes: ['read:reports'] })
    expect(await codeOf(tokenFor(CALLER, { ...RULE, audience: 'https://other.example' }))).toBe('tenant_unavailable')
    expect(forms).toHaveLength(4)
  })

  test.each([
    [[], undefined],
    [['read:reports'], 'read:reports'],
  ])('for no scope that the service does not get: %j', async (scopes, scope) => {
    const { tokenFor, forms } = openExchange(() => tokensOf({ scope: undefined }))
    await tokenFor(CALLER, { ...RULE, scopes })
    expect(forms.map((form) => form['scope'])).toEqual([scope])
  })

  test('for each of two callers or lists of scopes that read alike', async () => {
    const { tokenFor, forms } = openExchange(() => tokensOf({ scope: '' }))
    const rule = { ...RULE, scopes: ['read:a', 'b'] }
    await tokenFor(CALLER, rule)
    await tokenFor(CALLER, { ...RULE, scopes: ['read:ab'] })
    expect(await codeOf(tokenFor({ ...CALLER, token: 'a.b.ca', subject: 'uth0|1' }, rule))).toBe('tenant_unavailable')
    expect(forms).toHaveLength(3)
  })

  test('for each subject', async () => {
    const { tokenFor } = openExchange(() => tokensOf())
    await tokenFor()
    expect(await codeOf(tokenFor({ ...CALLER, subject: 'auth0|2' }))).toBe('tenant_unavailable')
  })

  test('a minute before the end that the token itself names', async () => {
    const { tokenFor, forms, clock } = openExchange(() => tokensOf({ exp: START_SECONDS + 120 }))
    await tokenFor()
    clock.advance(60)
    await tokenFor()
    expect(forms).toHaveLength(2)
  })

  test('not for a token that has time left, when those that are over make room', async () => {
    const { tokenFor, forms, clock } = openExchange((asked) =>
      tokensOf({ exp: START_SECONDS + (asked === 1 ? 600 : 120) }),
    )
    await tokenFor()
    for (let at = 1; at < 1_000; at++) await tokenFor({ ...CALLER, token: `a.b.${at}` })
    clock.advance(60)
    await tokenFor({ ...CALLER, token: 'd.e.f' })
    await tokenFor()
    expect(forms).toHaveLength(1_001)
  })

  test('again a minute before the end of the token', async () => {
    const { tokenFor, forms, clock } = openExchange(() => tokensOf())
    await tokenFor()
    clock.advance(539)
    await tokenFor()
    expect(forms).toHaveLength(1)
    clock.advance(1)
    await tokenFor()
    expect(forms).toHaveLength(2)
  })
})

describe('an answer is refused and logged', () => {
  test.each([
    ['of another issuer', { iss: 'https://other.example/' }, 'it has another issuer'],
    ['of no issuer', { iss: undefined }, 'it has another issuer'],
    ['of another subject', { sub: 'auth0|2' }, 'it has another subject'],
    ['for another audience', { aud: ['https://other.example'] }, 'it has another audience'],
    ['for another audience too', { aud: [RULE.audience, 'https://other.example'] }, 'it has another audience'],
    ['for no audience', { aud: [] }, 'it has another audience'],
    ['without an actor', { act: undefined }, 'it does not name the gateway as its actor'],
    [
      'with the gateway as an earlier actor',
      { act: { sub: 'x', act: GOOD.act } },
      'it does not name the gateway as its actor',
    ],
    ['with a wider scope', { scope: 'read:reports admin' }, 'it has a scope that was not asked for'],
    ['with malformed scopes', { scope: ['read:reports'] }, 'its scopes are malformed'],
    ['that has expired', { exp: START_SECONDS }, 'it has expired'],
    ['that names no end', { exp: undefined }, 'it has expired'],
  ])('%s', async (_, claims, fault) => {
    const { tokenFor, events, logged } = openExchange(() => tokensOf(claims))
    expect(await codeOf(tokenFor())).toBe('tenant_unavailable')
    expect(events).toEqual([`token_exchange_unfit: ${fault}`])
    expect(logged).toEqual([{ audience: RULE.audience, fault }])
  })

  test('that is opaque', async () => {
    const { tokenFor, events } = openExchange(() => ({ ...tokensOf(), accessToken: 'opaque' }))
    expect(await codeOf(tokenFor())).toBe('tenant_unavailable')
    expect(events).toEqual(['token_exchange_unfit: it is no JWT'])
  })
})

test.each(['https://other.example/', null])('a token of the issuer %j is not sent to the tenant', async (issuer) => {
  const { tokenFor, forms, events, logged } = openExchange(() => tokensOf())
  expect(await codeOf(tokenFor({ ...CALLER, issuer }))).toBe('token_exchange_refused')
  expect([forms, events]).toEqual([[], ['token_exchange_refused: foreign_issuer']])
  const description = 'the token is of another issuer'
  expect(logged).toEqual([{ audience: RULE.audience, error: 'foreign_issuer', description }])
})

describe('a token of another domain of the tenant', () => {
  const [own, custom] = KEY_SETS
  const withKeys = (...keys: KeySet['keys']) =>
    own && custom ? openExchange(() => tokensOf(), null, 10_000, [own, { ...custom, keys }]) : null
  const [rsa, ec] = own?.keys ?? []

  test.each([
    ['an RSA key', rsa],
    ['an EC key', ec],
  ])('is exchanged if they have %s in common', async (_title, key) => {
    const opened = key && withKeys({ kty: 'RSA', kid: 'other', n: 'b3RoZXI', e: 'AQAB' }, key)
    expect(await codeOf(opened?.tokenFor() ?? Promise.reject(new Error()))).toBe('passes')
  })

  test.each([
    ['no key', []],
    ['other keys', [{ kty: 'RSA', kid: 'other', n: 'bW9kdWx1cw', e: 'AQAB' }]],
    ['other keys with the same ids', [{ kty: 'RSA', kid: 'current', n: 'b3RoZXI', e: 'AQAB' }]],
    ['keys that differ in their exponent', [{ kty: 'RSA', kid: 'current', n: 'bW9kdWx1cw', e: 'Aw' }]],
    ['keys that differ in one coordinate', [{ kty: 'EC', kid: 'next', crv: 'P-256', x: 'eA', y: 'eA' }]],
    ['keys that differ in the other coordinate', [{ kty: 'EC', kid: 'next', crv: 'P-256', x: 'eQ', y: 'eQ' }]],
    ['a key that differs in its id', [{ kty: 'EC', kid: 'other', crv: 'P-256', x: 'eA', y: 'eQ' }]],
  ] satisfies [string, KeySet['keys']][])('is not sent to it if that domain has %s', async (_title, keys) => {
    const opened = withKeys(...keys)
    expect(await codeOf(opened?.tokenFor() ?? Promise.reject(new Error()))).toBe('token_exchange_refused')
    expect([opened?.forms, opened?.events]).toEqual([[], ['token_exchange_refused: foreign_issuer']])
  })

  test('is not sent to it if a third domain alone has a key in common', async () => {
    const sets = own && custom ? [{ ...custom, issuer: 'https://third.example/' }, own, { ...custom, keys: [] }] : []
    const { tokenFor } = openExchange(() => tokensOf(), null, 10_000, sets)
    expect(await codeOf(tokenFor())).toBe('token_exchange_refused')
  })

  test.each([0, 1])('waits while the keys of one are not known (%i)', async (known) => {
    const { tokenFor, forms } = openExchange(() => tokensOf(), null, 10_000, KEY_SETS.slice(known, known + 1))
    expect(await codeOf(tokenFor())).toBe('tenant_unavailable')
    expect(forms).toEqual([])
    expect(await codeOf(tokenFor({ ...CALLER, token: 'd.e.f', issuer: 'https://login.example.com/' }))).toBe('passes')
  })
})

test('an answer may be for the profile of the caller too', async () => {
  for (const host of ['tenant.example', 'login.example.com']) {
    const aud = [RULE.audience, `https://${host}/userinfo`]
    expect(await codeOf(openExchange(() => tokensOf({ aud })).tokenFor())).toBe('passes')
  }
  const aud = [RULE.audience, 'https://other.example/userinfo']
  expect(await codeOf(openExchange(() => tokensOf({ aud })).tokenFor())).toBe('tenant_unavailable')
})
