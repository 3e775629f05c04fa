// Tests the accepted issuers and audiences, and what distinguishes an id token from an access token (RFC 8725 §3.8, §3.9, §3.12).
import { describe, expect, test } from 'vitest'
import { scopes } from './index.ts'
import {
  AUDIENCE,
  CLIENT_ID,
  ISSUER,
  makeKey,
  type Members,
  mint,
  openGate,
  outcomeOf,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const custom = await makeKey('custom')
const sameKid = await makeKey('ours')
const CUSTOM_ISSUER = 'https://login.example/'

function admitWith(claims: Members): Promise<string> {
  return mint(key, claims).then((token) => outcomeOf(openGate([key]).admit(token)))
}

describe('a token of another issuer is refused, though its signature is good', () => {
  test.each([
    ['without the closing slash', 'https://tenant.example'],
    ['with two slashes', `${ISSUER}/`],
    ['in other case', 'https://Tenant.example/'],
    ['over http', 'http://tenant.example/'],
    ['with the default port', 'https://tenant.example:443/'],
    ['with a trailing dot', 'https://tenant.example./'],
    ['with a look-alike letter', 'https://tenаnt.example/'],
    ['with a combining character', 'https://tenant\u0301.example/'],
    ['with a zero-width space', 'https://tenant\u200B.example/'],
    ['ours as its prefix', `${ISSUER}.attacker.example/`],
    ['ours as its prefix and a path', `${ISSUER}other`],
    ['ours as its suffix', `https://attacker.example/?${ISSUER}`],
    ['ours as the user of its URL', 'https://tenant.example@attacker.example/'],
    ['white space behind', `${ISSUER} `],
    ['only the host', 'tenant.example'],
    ['empty', ''],
    ['an array of ours', [ISSUER]],
    ['an object', { iss: ISSUER }],
    ['a number', 1],
    ['null', null],
    ['missing', undefined],
  ])('%s', async (_, iss) => {
    expect(await admitWith({ iss })).toBe('token_issuer')
  })

  test('and no source is asked about its key', async () => {
    const { admit, source } = openGate([key])
    await outcomeOf(admit(await mint(key)))
    await outcomeOf(admit(await mint(key, { iss: 'https://attacker.example/' }, { kid: 'theirs' })))
    expect(source.calls).toEqual(['trust'])
  })
})

describe('a tenant with two issuers, each with its own keys', () => {
  const keys = { [ISSUER]: [key], [CUSTOM_ISSUER]: [custom] }

  test('takes tokens of both', async () => {
    const { admit } = openGate(keys)
    expect(await outcomeOf(admit(await mint(key)))).toBe('passes')
    expect(await outcomeOf(admit(await mint(custom, { iss: CUSTOM_ISSUER })))).toBe('passes')
  })

  test('a key of one never verifies a token of the other', async () => {
    const { admit } = openGate(keys)
    expect(await outcomeOf(admit(await mint(key, { iss: CUSTOM_ISSUER })))).toBe('token_key_unknown')
    expect(await outcomeOf(admit(await mint(custom)))).toBe('token_key_unknown')
  })

  test('not even when both call their keys alike', async () => {
    const { admit } = openGate({ [ISSUER]: [key], [CUSTOM_ISSUER]: [sameKid] })
    expect(await outcomeOf(admit(await mint(key)))).toBe('passes')
    expect(await outcomeOf(admit(await mint(sameKid, { iss: CUSTOM_ISSUER })))).toBe('passes')
    expect(await outcomeOf(admit(await mint(key, { iss: CUSTOM_ISSUER })))).toBe('token_signature')
    expect(await outcomeOf(admit(await mint(sameKid)))).toBe('token_signature')
  })
})

describe('a token must be meant for this API', () => {
  test.each([
    ['ours alone', AUDIENCE, 'passes'],
    ['ours in an array', [AUDIENCE], 'passes'],
    ['ours among others', ['https://other.example', AUDIENCE, `${ISSUER}userinfo`], 'passes'],
    ['another', 'https://other.example', 'token_audience'],
    ['only others', ['https://other.example', `${ISSUER}userinfo`], 'token_audience'],
    ['none', [], 'token_audience'],
    ['missing', undefined, 'token_audience'],
    ['empty', '', 'token_audience'],
    ['ours with a slash', `${AUDIENCE}/`, 'token_audience'],
    ['ours in other case', AUDIENCE.toUpperCase(), 'token_audience'],
    ['ours as a prefix', `${AUDIENCE}.attacker.example`, 'token_audience'],
    ['a part of ours', AUDIENCE.slice(0, -1), 'token_audience'],
    ['ours in a list of words', `${AUDIENCE} https://other.example`, 'token_audience'],
    ['ours after a comma', `https://other.example,${AUDIENCE}`, 'token_audience'],
  ])('audience: %s', async (_, aud, outcome) => {
    expect(await admitWith({ aud })).toBe(outcome)
  })

  test('each audience of a gateway with several is good', async () => {
    const scene = openGate([key])
    scene.source.terms = { audiences: [AUDIENCE, 'https://second.example'] }
    expect(await outcomeOf(scene.admit(await mint(key, { aud: 'https://second.example' })))).toBe('passes')
    expect(await outcomeOf(scene.admit(await mint(key)))).toBe('passes')
  })
})

describe('an id token is refused by name', () => {
  test.each([
    ['a nonce', { nonce: 'n' }],
    ['an empty nonce', { nonce: '' }],
    ['a nonce that is null', { nonce: null }],
    ['at_hash', { at_hash: 'h' }],
    ['the client as its audience', { aud: CLIENT_ID }],
    ['the client and the API as its audience', { aud: [CLIENT_ID, AUDIENCE] }],
    ['the client as its audience and a nonce', { aud: CLIENT_ID, nonce: 'n' }],
  ])('%s', async (_, claims) => {
    expect(await admitWith(claims)).toBe('token_not_access')
  })

  test('whatever scopes it claims to have', async () => {
    const { admit } = openGate([key])
    const token = await mint(key, { nonce: 'n', scope: 'read:things' })
    expect(await outcomeOf(admit(token, scopes('read:things')))).toBe('token_not_access')
    expect(await outcomeOf(admit(token, scopes('read:things')))).toBe('token_not_access')
  })

  test('one of another application is refused for its audience', async () => {
    expect(await admitWith({ aud: 'another-application' })).toBe('token_audience')
  })

  test('a gateway that knows no client still recognizes one by its nonce', async () => {
    const { admit, source } = openGate([key])
    source.terms = { clientId: null }
    expect(await outcomeOf(admit(await mint(key, { nonce: 'n' })))).toBe('token_not_access')
    expect(await outcomeOf(admit(await mint(key, { aud: CLIENT_ID })))).toBe('token_audience')
  })
})

test('the signature is judged before anything that the claims say', async () => {
  const { admit } = openGate([key])
  const forged = { aud: 'https://other.example', exp: 0, nonce: 'n' }
  expect(await outcomeOf(admit(await mint(sameKid, forged)))).toBe('token_signature')
})
