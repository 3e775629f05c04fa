// Tests the texts that explain a refusal of a valid token, word by word.
import { expect, test } from 'vitest'
import { explainDemand } from './explain-demand.ts'
import {
  actor,
  agent,
  and,
  authorize,
  claim,
  directly,
  emailRequired,
  equals,
  includes,
  machine,
  mfa,
  permissions,
  type Policy,
  ProblemError,
  recentLogin,
  scopes,
  type TrustDocument,
  user,
} from './index.ts'
import { principalFrom } from './principal.ts'
import { type Members, NAMESPACE, openGate, requestWith } from '../testing/access/support.ts'

const NOW = 10_000

/** The explanation for a token with these claims on a route with this policy. */
function findingOf(policy: Policy, claims: Members, trust: TrustDocument | null = trustOf(NAMESPACE)) {
  const who = principalFrom({ sub: 'auth0|1', ...claims }, trust?.claimNamespace ?? null)
  try {
    authorize(policy, who, { claimNamespace: () => trust?.claimNamespace ?? null, nowSeconds: () => NOW })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return explainDemand(error, who, { policy, request: requestWith(null), principal: who, trust, now: NOW })
  }
  throw new Error('it was let in')
}

function trustOf(claimNamespace: string | null): TrustDocument {
  return { ...openGate([]).source.document(), claimNamespace }
}

test.each<readonly [string, Policy, Members, string, string]>([
  [
    'an agent that a person is asked for',
    user(),
    { sub: 'agt_1', gty: 'client-credentials', sub_profile: 'ai_agent' },
    'the token of a user',
    'agent: sub "agt_1", gty "client-credentials", sub_profile "ai_agent"',
  ],
  [
    'a person that a machine is asked for',
    machine(),
    {},
    'the token of a machine, by client credentials',
    'user: sub "auth0|1", gty nothing',
  ],
  ['scopes that are nowhere', scopes('a', 'b'), { scope: 'a' }, 'in scope: "a", "b"', 'in scope: "a"'],
  [
    'scopes of which some are permissions, some are there and some are nowhere',
    scopes('a', 'b', 'c'),
    { scope: 'a', permissions: ['a', 'b'] },
    'in scope: "a", "b", "c"',
    'in scope: "a"; assigned as permission but not requested as scope: "b"',
  ],
  [
    'permissions that are nowhere',
    permissions('a', 'b'),
    { permissions: ['a'] },
    'in permissions: "a", "b"',
    'in permissions: "a"',
  ],
  [
    'permissions of which some are scopes, some are there and some are nowhere',
    permissions('a', 'b', 'c'),
    { scope: 'a b', permissions: ['a'] },
    'in permissions: "a", "b", "c"',
    'in permissions: "a"; granted as scope but not assigned as permission: "b"',
  ],
  [
    'a login that is too old, of two that a route asks for',
    and(recentLogin(300), mfa(600)),
    { [`${NAMESPACE}/auth_time`]: NOW - 900, amr: ['pwd', 'mfa'] },
    'a login at most 300 s ago, with acr "http://schemas.openid.net/pape/policies/2007/06/multi-factor" or amr "mfa"',
    'a login 900 s ago, acr nothing, amr a list of "pwd", "mfa"',
  ],
  [
    'a login without a time',
    recentLogin(300),
    { auth_time: '9999' },
    'a login at most 300 s ago',
    'auth_time "9999", acr nothing, amr nothing',
  ],
  ['another actor', actor('a', 'b'), { act: { sub: 'c' } }, 'act with sub "a", "b"', 'act with sub "c"'],
  ['no actor', actor(), {}, 'an actor: a claim act', 'no claim act'],
  [
    'a malformed actor',
    directly(),
    { act: 'c' },
    'no claim act',
    'a malformed claim act, or one of more than five actors',
  ],
  [
    'no agent',
    agent(),
    { act: { sub: 'c' } },
    'an agent as the subject, or as the outermost act',
    'user: sub "auth0|1", gty nothing, act with sub "c"',
  ],
  [
    'claims of other values',
    and(claim('roles', includes('admin')), claim('level', equals(3))),
    { roles: ['user'], level: '3' },
    '"roles" that includes "admin", "level" that equals 3',
    '"roles": a list of "user", "level": "3"',
  ],
  [
    'claims that are a list of nothing and a switch',
    and(claim('roles', includes('admin')), claim('beta', equals(true))),
    { roles: [], beta: false },
    '"roles" that includes "admin", "beta" that equals true',
    '"roles": a list of nothing, "beta": false',
  ],
  [
    'a claim that is a long list, of which the first eight are quoted',
    claim('levels', includes(0)),
    { levels: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    '"levels" that includes 0',
    '"levels": a list of 1, 2, 3, 4, 5, 6, 7, 8',
  ],
  ['an email that is empty', emailRequired(), { email: '' }, `"${NAMESPACE}/email" or "email"`, 'an empty one'],
])('%s: what was expected and what was found is said', (_, policy, claims, expected, found) => {
  expect(findingOf(policy, claims)).toEqual([expected, found])
})

test.each([
  ['is set to none', trustOf(null)],
  ['is not known', null],
])('where the namespace of claims %s, the email is looked for under its own name alone', (_, trust) => {
  expect(findingOf(emailRequired(), {}, trust)).toEqual(['"email"', 'no such claim'])
})
