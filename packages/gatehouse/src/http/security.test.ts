// Tests how the document describes a policy.
import { expect, test } from 'vitest'
import { and, machine, or, permissions, scopes, user } from '../access/index.ts'
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

test('every name of every alternative is one that the tenant must have', () => {
  expect(namesIn(or(scopes('read:a'), and(user(), permissions('do:b'))))).toEqual(['read:a', 'do:b'])
})
