// Tests policies as data: which values from a contract or a table are policies, and what a challenge names of them.
import { describe, expect, test } from 'vitest'
import {
  actor,
  agent,
  and,
  anyone,
  anyPermission,
  anyScope,
  claim,
  directly,
  emailRequired,
  equals,
  guest,
  includes,
  machine,
  mfa,
  or,
  organization,
  permissions,
  type Policy,
  recentLogin,
  scopes,
  signedIn,
  user,
} from './index.ts'
import { isPolicy, scopesOf } from './policy-data.ts'

const POLICIES: readonly (readonly [policy: Policy, scope: readonly string[]])[] = [
  [anyone, []],
  [guest, []],
  [signedIn, []],
  [user(), []],
  [machine(), []],
  [emailRequired(), []],
  [organization(), []],
  [organization('org_1'), []],
  [scopes('a', 'b'), ['a', 'b']],
  [anyScope('a', 'b'), ['a', 'b']],
  [permissions('a', 'b'), ['a', 'b']],
  [anyPermission('a', 'b'), ['a', 'b']],
  [recentLogin(300), []],
  [mfa(), []],
  [actor(), []],
  [actor('a'), []],
  [directly(), []],
  [agent(), []],
  [claim('a', includes('b')), []],
  [claim('a', equals(1)), []],
  [and(user(), emailRequired()), []],
  [and(scopes('a', 'b'), and(anyScope('b', 'c'), organization('org_1'))), ['a', 'b', 'c']],
  [or(scopes('a', 'b'), and(permissions('b', 'c'), machine())), ['a', 'b', 'c']],
]

describe('a policy that was serialized as JSON', () => {
  test.each(POLICIES)('is a policy when it is %j', (policy) => {
    expect(isPolicy(JSON.parse(JSON.stringify(policy)))).toBe(true)
  })

  test.each([
    null,
    undefined,
    'signedIn',
    [],
    {},
    { kind: 'owner' },
    { kind: 'toString' },
    { kind: ['user'] },
    { kind: 'organization' },
    { kind: 'scopes' },
    { kind: 'scopes', any: ['a'] },
    { kind: 'scopes', all: 'a' },
    { kind: 'scopes', all: ['a', 1] },
    { kind: 'scopes', all: [{ kind: 'user' }] },
    { kind: 'anyScope', all: ['a'] },
    { kind: 'permissions', any: ['a'] },
    { kind: 'anyPermission', all: ['a'] },
    { kind: 'recentLogin' },
    { kind: 'recentLogin', withinSeconds: '300' },
    { kind: 'recentLogin', withinSeconds: 0 },
    { kind: 'mfa', withinSeconds: 1.5 },
    { kind: 'actor' },
    { kind: 'claim', name: 'a' },
    { kind: 'claim', test: { kind: 'equals', value: 'b' } },
    { kind: 'claim', name: '', test: { kind: 'equals', value: 'b' } },
    { kind: 'claim', name: 'a', test: { kind: 'matches', value: 'b' } },
    { kind: 'claim', name: 'a', test: { kind: 'equals', value: null } },
    { kind: 'claim', name: 'a', test: { kind: 'includes', value: ['b'] } },
    { kind: 'and', all: [{ kind: 'user' }] },
    { kind: 'or', all: [{ kind: 'user' }] },
    { kind: 'or', policies: ['a'] },
    { kind: 'or', policies: [{ kind: 'user' }, { kind: 'owner' }] },
    { kind: 'and', policies: ['a'] },
    { kind: 'and', policies: [{ kind: 'user' }, { kind: 'owner' }] },
    { kind: 'and', policies: [{ kind: 'user' }, { kind: 'and', policies: [{ kind: 'scopes' }] }] },
  ])('is none when it is %j', (value) => {
    expect(isPolicy(value)).toBe(false)
  })
})

test.each(POLICIES)(
  'the challenge for %j names each scope and permission once, and no organization',
  (policy, scope) => {
    expect(scopesOf(policy)).toEqual(scope)
  },
)
