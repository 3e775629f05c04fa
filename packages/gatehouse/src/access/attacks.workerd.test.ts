// Tests the known attacks on access tokens. Variants of an attack are in the tests of header, shape, claims and issuer.
import { beforeEach, expect, test, vi } from 'vitest'
import { scopes } from './index.ts'
import { ATTACKS, attacker, good, key, other, OTHER_ISSUER } from '../testing/access/attacks.ts'
import { ISSUER, makeKey, mint, openGate, outcomeOf } from '../testing/access/support.ts'

const proto = await makeKey('__proto__')
const tenant = { [ISSUER]: [key], [OTHER_ISSUER]: [other] }
const READ = scopes('read:things')

beforeEach(() => {
  const fetched = vi.spyOn(globalThis, 'fetch')
  return () => {
    expect(fetched).not.toHaveBeenCalled()
    fetched.mockRestore()
  }
})

test('RFC 9068 §4: a request without an attack passes, or the tests below prove nothing', async () => {
  expect(await outcomeOf(openGate(tenant).admit(good, READ))).toBe('passes')
  expect(await outcomeOf(openGate(tenant).admit(await mint(other, { iss: OTHER_ISSUER }), READ))).toBe('passes')
})

test.each(ATTACKS)('$section: whoever $attack is answered $outcome', async ({ token, outcome }) => {
  expect(await outcomeOf(openGate(tenant).admit(await token, READ))).toBe(outcome)
})

test('RFC 8725 §3.10: a kid __proto__ that the tenant does list names its key, like any other', async () => {
  expect(await outcomeOf(openGate([key, proto]).admit(await mint(proto), READ))).toBe('passes')
  expect(await outcomeOf(openGate([key, proto]).admit(await mint(attacker, {}, { kid: '__proto__' }), READ))).toBe(
    'token_signature',
  )
})
