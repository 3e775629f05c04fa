// Tests the explanation of a refused valid token, and that hostile content in it can do no harm.
import { beforeAll, describe, expect, test } from 'vitest'
import {
  and,
  emailRequired,
  machine,
  organization,
  permissions,
  type Policy,
  ProblemError,
  scopes,
  signedIn,
  user,
} from './index.ts'
import { quote, quoteAll } from './quote.ts'
import { type Explainer, openExplainer } from '../testing/access/explainer.ts'
import { type Members, mint, NAMESPACE, requestWith } from '../testing/access/support.ts'

let explainer: Explainer
beforeAll(async () => {
  explainer = await openExplainer()
})

describe('a good token that is not enough', () => {
  test.each<readonly [string, Policy, Members, string, string, string]>([
    [
      'a scope that is a permission only',
      scopes('a', 'b'),
      { scope: 'a', permissions: ['a', 'b'] },
      'scope_missing',
      'in scope: "a", "b"',
      'in scope: "a"; assigned as permission but not requested as scope: "b"',
    ],
    ['a scope that nobody gave', scopes('a'), { scope: undefined }, 'scope_missing', 'in scope: "a"', 'in scope: none'],
    [
      'a permission that is a scope only',
      permissions('a'),
      { scope: 'a', permissions: [] },
      'permission_missing',
      'in permissions: "a"',
      'granted as scope but not assigned as permission: "a"',
    ],
    [
      'permissions that no token has',
      permissions('a'),
      {},
      'permission_missing',
      'in permissions: "a"',
      'the API does not add them to its tokens',
    ],
    [
      'a user',
      and(signedIn, user()),
      { sub: 'c@clients', gty: 'client-credentials' },
      'user_required',
      'the token of a user',
      'machine: sub "c@clients", gty "client-credentials"',
    ],
    ['a machine', machine(), {}, 'machine_required', 'the token of a machine', 'user: sub "auth0|1", gty nothing'],
    [
      'somebody',
      signedIn,
      { sub: 'anon@1' },
      'token_not_access',
      'the token of a user, a machine or an agent',
      'anonymous: sub "anon@1"',
    ],
    ['an email', emailRequired(), {}, 'email_missing', `"${NAMESPACE}/email" or "email"`, 'no such claim'],
    [
      'an email in another namespace',
      emailRequired(),
      { 'https://x.example/email': 'a@b' },
      'email_missing',
      '"email"',
      '"https://x.example/email", which is not in AUTH0_CLAIM_NAMESPACE',
    ],
    [
      'the email of a machine',
      emailRequired(),
      { sub: 'c@clients', azp: 'c' },
      'email_missing',
      '"email"',
      'the token of a machine, which has no email',
    ],
    [
      'an organization',
      and(user(), organization()),
      {},
      'organization_required',
      'org_id of any organization',
      'no org_id: the login named no organization',
    ],
    [
      'another organization',
      and(user(), organization('org_1', 'org_2')),
      { org_id: 'org_3' },
      'organization_required',
      'org_id "org_1", "org_2"',
      'org_id "org_3"',
    ],
  ])('lacks %s', async (_, policy, claims, code, expected, found) => {
    expect(await explainer.show(claims, {}, policy)).toEqual({
      code,
      expected: expect.stringContaining(expected),
      found: expect.stringContaining(found),
    })
  })
})

describe('hostile content', () => {
  const EVIL = '<img src=x onerror="alert(1)">\u0000\r\n\u202e`\\'

  test('is escaped and cut', () => {
    expect(quote(EVIL)).toBe('"%u003cimg src=x onerror=%u0022alert(1)%u0022%u003e%u0000%u000d%u000a%u202e%u0060%u005c"')
    expect(quote('x'.repeat(10_000))).toBe(`"${'x'.repeat(80)}…"`)
    expect(quoteAll(Array.from({ length: 1000 }, () => 'x'))).toBe(
      `${Array.from({ length: 8 }, () => '"x"').join(', ')} and 992 more`,
    )
    expect([quote(undefined), quote(null), quote({}), quote(1)]).toEqual([
      'nothing',
      'no text but null',
      'no text but a value of type object',
      'no text but a value of type number',
    ])
  })

  test.each(['iss', 'aud', 'sub', 'org_id'])('in %s reaches nobody as it is', async (claim) => {
    const policy = claim === 'org_id' ? organization('org_1') : machine()
    const found = String((await explainer.show({ [claim]: EVIL }, {}, policy))['found'])
    expect(found).toContain('%u003cimg')
    expect(found).toMatch(/^[\x20-\x7e]+$/)
  })

  test('never brings a token along, not even one inside a claim', async () => {
    const inner = await mint(explainer.key)
    for (const claims of [{ iss: inner }, { aud: [inner] }, { org_id: inner }]) {
      const token = await mint(explainer.key, claims)
      const told = JSON.stringify(await explainer.send(`Bearer ${token}`, organization('org_1')))
      for (const part of [...inner.split('.'), ...token.split('.')]) expect(told).not.toContain(part.slice(0, 40))
    }
  })

  test('of any shape is explained without a failure', async () => {
    const odd = [null, 1, [], {}, [[]], [null], 'x', true, 1e308]
    for (const value of odd) {
      for (const name of ['iss', 'aud', 'exp', 'nbf', 'sub', 'scope', 'permissions', 'cnf', 'azp']) {
        const { expected, found } = await explainer.show({ [name]: value }, {}, machine())
        expect([typeof expected, typeof found]).toEqual(['string', 'string'])
      }
    }
  })
})

test('nothing is explained that is no refusal of a token', async () => {
  const { explain } = await import('./explain.ts')
  const nothing = { policy: signedIn, request: requestWith(null), principal: null, trust: null, now: 0 }
  expect(explain(new ProblemError('keys_unavailable'), nothing)).toBeUndefined()
})
