// Tests how the document describes a policy.
import { expect, test } from 'vitest'
import {
  actor,
  agent,
  and,
  claim,
  directly,
  equals,
  includes,
  machine,
  mfa,
  or,
  permissions,
  type Policy,
  recentLogin,
  scopes,
  user,
} from '../access/index.ts'
import { describePolicy, namesIn, securityOf } from './security.ts'

test('each alternative of or(…) is an alternative of the operation, with the schemes that give such a token', () => {
  expect(securityOf(or(scopes('read:a'), machine()))).toEqual([
    { implicit: ['read:a'] },
    { authorizationCode: ['read:a'] },
    { password: ['read:a'] },
    { openIdConnect: ['read:a'] },
    { openIdConnect: [] },
  ])
})

test('alternatives that the document can not tell apart stand there once', () => {
  const one = securityOf(user())
  expect(securityOf(or(user(), permissions('do:a')))).toEqual(one)
})

test('or(…) within and(…) multiplies the alternatives', () => {
  const security = securityOf(and(scopes('read:a'), or(scopes('read:b'), scopes('read:c'))))
  expect(security.map((requirement) => requirement['implicit']).filter((found) => found !== undefined)).toEqual([
    ['read:a', 'read:b'],
    ['read:a', 'read:c'],
  ])
})

test('a description says what belongs together', () => {
  expect(describePolicy(or(and(user(), scopes('read:a')), machine()))).toBe(
    '**Access:** (the token of a user, and scope `read:a`), or the token of a machine.',
  )
})

test.each<readonly [Policy, string]>([
  [recentLogin(300), 'a login that is at most 5 minutes old'],
  [recentLogin(90), 'a login that is at most 90 seconds old'],
  [mfa(3_600), 'a login with a second factor that is at most 1 hour old'],
  [mfa(), 'a login with a second factor that is at most 12 hours old'],
  [actor(), 'a token with which somebody acts for its subject'],
  [actor('a', 'b'), 'a token with which `a` or `b` acts for its subject'],
  [directly(), 'a token with which nobody acts for its subject'],
  [agent(), 'the token of an AI agent, for itself or for a user'],
  [claim('https://x/roles', includes('admin')), 'a token whose claim `https://x/roles` includes `admin`'],
  [claim('level', equals(3)), 'a token whose claim `level` is `3`'],
])('%j is described in words, and asks for no scope', (policy, words) => {
  expect(describePolicy(policy)).toBe(`**Access:** ${words}.`)
  expect(namesIn(policy)).toEqual([])
  expect(securityOf(policy)).toEqual(securityOf(user()))
})

test('every name of every alternative is one that the tenant must have', () => {
  expect(namesIn(or(scopes('read:a'), and(user(), permissions('do:b'))))).toEqual(['read:a', 'do:b'])
})
