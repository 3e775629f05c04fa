// Tests that a policy reads the claims of the token alone, and nothing that some code in the isolate has added to every object.
import { afterEach, expect, test } from 'vitest'
import { authorize, claim, equals, includes, mfa, type Policy, recentLogin } from './index.ts'
import { principalFrom } from './principal.ts'
import { outcomeOf } from '../testing/access/support.ts'

const NOW = 1_800_000_000
const TERMS = { claimNamespace: () => null, nowSeconds: () => NOW }
const ADDED = { plan: 'business', roles: ['admin'], auth_time: NOW, amr: ['mfa'] }

afterEach(() => {
  for (const name of Object.keys(ADDED)) Reflect.deleteProperty(Object.prototype, name)
})

test.each<readonly [string, Policy, string]>([
  ['the value of a claim', claim('plan', equals('business')), 'claim_missing'],
  ['the list of a claim', claim('roles', includes('admin')), 'claim_missing'],
  ['a recent login', recentLogin(300), 'insufficient_user_authentication'],
  ['a second factor', mfa(300), 'insufficient_user_authentication'],
])('%s counts in the token, and not in the prototype of all objects', async (_, policy, refusal) => {
  const bare = principalFrom({ sub: 'auth0|1' }, null)
  const full = principalFrom({ sub: 'auth0|1', ...ADDED }, null)
  for (const [name, value] of Object.entries(ADDED))
    // eslint-disable-next-line no-extend-native -- what an attacker of other code in the isolate would do; it is undone after the test
    Object.defineProperty(Object.prototype, name, { value, configurable: true })
  expect(await outcomeOf(() => authorize(policy, full, TERMS))).toBe('passes')
  expect(await outcomeOf(() => authorize(policy, bare, TERMS))).toBe(refusal)
})
