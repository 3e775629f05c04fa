// Tests what a token says of a login, by the methods of its session.
import { expect, test } from 'vitest'
import { MULTI_FACTOR_ACR } from '../../access/authentication.ts'
import { loginClaims } from './login-claims.ts'

const at = (seconds: number): string => new Date(seconds * 1000).toISOString()
const pwd = (seconds: number) => ({ name: 'pwd', timestamp: at(seconds) })
const mfa = (seconds: number) => ({ name: 'mfa', timestamp: at(seconds) })

test.each([
  ['no method', [], null],
  ['a password', [pwd(100)], { auth_time: 100, amr: ['pwd'] }],
  ['a second factor behind it', [pwd(100), mfa(110)], { auth_time: 110, amr: ['pwd', 'mfa'], acr: MULTI_FACTOR_ACR }],
  ['a second factor much later', [pwd(100), mfa(900)], { auth_time: 900, amr: ['pwd', 'mfa'], acr: MULTI_FACTOR_ACR }],
  ['a second factor of an earlier login', [pwd(900), mfa(110)], { auth_time: 900, amr: ['pwd'] }],
  ['a time that is none', [{ name: 'pwd', timestamp: 'yesterday' }], null],
])('the claims of a login with %s', (_, methods, expected) => {
  expect(loginClaims(methods)).toEqual(expected)
})
