// Tests what a route can require, which callers it accepts, and what a refusal says.
import { describe, expect, test } from 'vitest'
import {
  actor,
  agent,
  and,
  anyone,
  anyPermission,
  anyScope,
  authorize,
  emailRequired,
  guest,
  machine,
  mfa,
  NOBODY,
  or,
  organization,
  permissions,
  type Policy,
  type Principal,
  recentLogin,
  scopes,
  signedIn,
  tokenNeed,
  user,
} from './index.ts'
import { principalFrom } from './principal.ts'
import { requestWith, makeKey, mint, openGate, outcomeOf, refusalOf } from '../testing/access/support.ts'

const TERMS = { claimNamespace: () => null, nowSeconds: () => 0 }
const READER = principalFrom({ sub: 'auth0|1', scope: 'read:a read:b', permissions: ['do:a', 'do:b'] }, null)
const STRANGER = principalFrom({ sub: 'auth0|2' }, null)
const MACHINE = principalFrom({ sub: 'c@clients', azp: 'c' }, null)
const AGENT = principalFrom({ sub: 'agt_1' }, null)
const SESSION = principalFrom({ sub: 'anon@1', email: 'a@example.com', org_id: 'org_1' }, null)
const WRITER = principalFrom({ sub: 'auth0|3', email: 'ada@example.com', org_id: 'org_1' }, null)
const NAMELESS = principalFrom({ sub: 'auth0|4', email: '', org_id: '' }, null)

type Case = readonly [
  name: string,
  policy: Policy,
  who: Principal,
  outcome: string,
  required: readonly string[] | undefined,
]

const none = undefined
const CASES: readonly Case[] = [
  ['anyone lets nobody in particular pass', anyone, NOBODY, 'passes', none],
  ['guest lets nobody in particular pass', guest, NOBODY, 'passes', none],
  ['guest lets a person pass', guest, READER, 'passes', none],
  ['signedIn lets a person pass', signedIn, STRANGER, 'passes', none],
  ['signedIn lets a machine pass', signedIn, MACHINE, 'passes', none],
  ['signedIn lets an agent pass', signedIn, AGENT, 'passes', none],
  ['signedIn refuses an anonymous session', signedIn, SESSION, 'token_not_access', none],
  ['signedIn refuses nobody', signedIn, NOBODY, 'token_not_access', none],
  ['user lets a person pass', user(), READER, 'passes', none],
  ['user refuses a machine', user(), MACHINE, 'user_required', none],
  ['user refuses an agent', user(), AGENT, 'user_required', none],
  ['user refuses an anonymous session', user(), SESSION, 'token_not_access', none],
  ['machine lets a machine pass', machine(), MACHINE, 'passes', none],
  ['machine refuses a person', machine(), READER, 'machine_required', none],
  ['machine refuses an agent', machine(), AGENT, 'machine_required', none],
  ['machine refuses an anonymous session', machine(), SESSION, 'token_not_access', none],
  ['emailRequired lets pass whose email is told', emailRequired(), WRITER, 'passes', none],
  ['emailRequired refuses whose email is not told', emailRequired(), READER, 'email_missing', none],
  ['emailRequired takes an empty email for none', emailRequired(), NAMELESS, 'email_missing', none],
  ['emailRequired refuses a machine, which has none', emailRequired(), MACHINE, 'email_missing', none],
  ['emailRequired refuses an anonymous session', emailRequired(), SESSION, 'token_not_access', none],
  ['organization lets members of any pass when it names none', organization(), WRITER, 'passes', none],
  ['organization lets members of one that it names pass', organization('org_0', 'org_1'), WRITER, 'passes', none],
  ['organization refuses members of others', organization('org_2', 'org_11'), WRITER, 'organization_required', none],
  ['organization refuses who is in none', organization(), READER, 'organization_required', none],
  ['organization takes an empty id for none', organization(), NAMELESS, 'organization_required', none],
  ['organization refuses an anonymous session', organization(), SESSION, 'token_not_access', none],
  ['and takes all of these', and(user(), emailRequired(), organization('org_1')), WRITER, 'passes', none],
  ['and refuses by the first of these', and(user(), emailRequired()), MACHINE, 'user_required', none],
  ['and refuses by the last of these', and(user(), organization()), READER, 'organization_required', none],
  ['scopes lets pass who has it', scopes('read:a'), READER, 'passes', none],
  ['scopes lets pass who has all', scopes('read:b', 'read:a'), READER, 'passes', none],
  ['scopes wants all', scopes('read:a', 'read:c'), READER, 'scope_missing', ['read:a', 'read:c']],
  ['scopes wants the whole name', scopes('read'), READER, 'scope_missing', ['read']],
  ['scopes tells case', scopes('Read:a'), READER, 'scope_missing', ['Read:a']],
  ['scopes takes no permission for one', scopes('do:a'), READER, 'scope_missing', ['do:a']],
  ['anyScope lets pass who has one', anyScope('read:c', 'read:a'), READER, 'passes', none],
  ['anyScope wants one', anyScope('read:c', 'read:d'), READER, 'scope_missing', ['read:c', 'read:d']],
  ['permissions lets pass who has all', permissions('do:a', 'do:b'), READER, 'passes', none],
  ['permissions wants all', permissions('do:a', 'do:c'), READER, 'permission_missing', ['do:a', 'do:c']],
  ['permissions takes no scope for one', permissions('read:a'), READER, 'permission_missing', ['read:a']],
  ['anyPermission lets pass who has one', anyPermission('do:c', 'do:b'), READER, 'passes', none],
  ['anyPermission wants one', anyPermission('do:c', 'do:d'), READER, 'permission_missing', ['do:c', 'do:d']],
  ['and lets pass who satisfies every part', and(scopes('read:a'), permissions('do:a')), READER, 'passes', none],
  ['and refuses by its first part', and(scopes('read:c'), permissions('do:a')), READER, 'scope_missing', ['read:c']],
  ['and refuses by its last part', and(scopes('read:a'), permissions('do:c')), READER, 'permission_missing', ['do:c']],
  ['and inside and counts', and(signedIn, and(signedIn, scopes('read:c'))), READER, 'scope_missing', ['read:c']],
  ['or lets pass who satisfies its first part', or(scopes('read:a'), machine()), READER, 'passes', none],
  ['or lets pass who satisfies its last part', or(scopes('read:c'), permissions('do:a')), READER, 'passes', none],
  ['or refuses as its first part does', or(scopes('read:c'), machine()), READER, 'scope_missing', ['read:c']],
  [
    'or refuses as its first part does, whatever the last one says',
    or(machine(), scopes('read:c')),
    READER,
    'machine_required',
    none,
  ],
  ['or inside and counts', and(user(), or(scopes('read:c'), permissions('do:c'))), READER, 'scope_missing', ['read:c']],
  [
    'and inside or counts whole',
    or(and(user(), scopes('read:c')), and(machine(), scopes('read:a'))),
    READER,
    'scope_missing',
    ['read:c'],
  ],
  ['or keeps out anonymous sessions', or(signedIn, user()), SESSION, 'token_not_access', none],
  ['and with signedIn keeps out anonymous sessions', and(signedIn, signedIn), SESSION, 'token_not_access', none],
]

test.each(CASES)('%s', async (_, policy, who, outcome, required) => {
  const refusal = await refusalOf(() => authorize(policy, who, TERMS))
  expect(refusal?.code ?? 'passes').toBe(outcome)
  expect(refusal?.facts.required).toEqual(required)
})

test.each(CASES)('%s, after the policy has travelled as JSON', async (_, policy, who, outcome) => {
  const carried = JSON.parse(JSON.stringify(policy)) as Policy
  expect(await outcomeOf(() => authorize(carried, who, TERMS))).toBe(outcome)
})

describe('a policy that demands nothing by mistake can’t be made', () => {
  const makers = { scopes, anyScope, permissions, anyPermission }

  test.each(Object.entries(makers))('%s without a name', (_, make) => {
    expect(() => Reflect.apply(make, null, [])).toThrow(TypeError)
  })

  test.each(Object.entries(makers))('%s with a name that no scope can have', (_, make) => {
    for (const name of ['', ' ', 'read:a read:b', 'read:"a"', 'read:\\a', 'läse:a', 'read:a\n']) {
      expect(() => make('read:a', name)).toThrow(TypeError)
    }
  })

  test.each(['', 'acme', 'org_', 'org_1 ', 'Org_1', 'org_1/x', 'xorg_1'])(
    'organization(…) with %j, which is no id',
    (id) => {
      expect(() => organization('org_1', id)).toThrow(TypeError)
    },
  )

  test.each([
    ['anyone', anyone],
    ['guest', guest],
  ])('and(…) with %s, on either side', (_, open) => {
    expect(() => and(open, signedIn)).toThrow(/^and\(\.\.\.\)/)
    expect(() => and(scopes('read:a'), open)).toThrow(TypeError)
  })

  test.each([
    ['anyone', anyone],
    ['guest', guest],
  ])('or(…) with %s, on either side', (_, open) => {
    expect(() => or(open, signedIn)).toThrow(/^or\(\.\.\.\)/)
    expect(() => or(scopes('read:a'), open)).toThrow(TypeError)
  })

  test.each([and, or])('a combination of nothing', (combine) => {
    expect(() => Reflect.apply(combine, null, [])).toThrow(TypeError)
  })
})

describe('a policy of an unknown kind', () => {
  const unknown = JSON.parse('{"kind":"owner"}') as Policy
  const inside = JSON.parse('{"kind":"and","policies":[{"kind":"signedIn"},{"kind":"owner"}]}') as Policy
  const choice = JSON.parse('{"kind":"or","policies":[{"kind":"machine"},{"kind":"owner"}]}') as Policy

  test.each([
    ['alone', unknown],
    ['inside and', inside],
    ['inside or', choice],
  ])('lets nobody pass (%s)', async (_, policy) => {
    expect(() => authorize(policy, READER, TERMS)).toThrow(TypeError)
    expect(() => authorize(policy, NOBODY, TERMS)).toThrow()
    expect(tokenNeed(policy)).toBe('required')
    const key = await makeKey('ours')
    await expect(openGate([key]).admit(await mint(key), policy)).rejects.toThrow(TypeError)
  })
})

describe('at the gate', () => {
  test('anyone never looks at a token, good or bad, nor at the header', async () => {
    const { gate, background, source } = openGate([])
    const unread = {
      get(name: string): string | null {
        throw new TypeError(`${name} was read`)
      },
    }
    const { principal } = await gate.admit(anyone, { ...requestWith(null), headers: unread }, background)
    expect(principal).toBe(NOBODY)
    expect(source.calls).toEqual([])
  })

  test('a guest without a token passes without an identity, and no key is requested', async () => {
    const { gate, background, source } = openGate([])
    expect((await gate.admit(guest, requestWith(null), background)).principal).toBe(NOBODY)
    expect((await gate.admit(guest, requestWith('Basic dXNlcjpwYXNz'), background)).principal).toBe(NOBODY)
    expect(source.calls).toEqual([])
  })

  test('a guest with a valid token passes with their identity', async () => {
    const key = await makeKey('ours')
    const { principal } = await openGate([key]).admit(await mint(key), guest)
    expect(principal.id).toBe('auth0|1')
  })

  test.each([
    ['expired', { exp: 1 }, 'token_expired'],
    ['for others', { aud: 'https://other.example' }, 'token_audience'],
  ])('a guest whose token is %s is refused', async (_, claims, outcome) => {
    const key = await makeKey('ours')
    expect(await outcomeOf(openGate([key]).admit(await mint(key, claims), guest))).toBe(outcome)
  })

  test('a guest whose token is no token is refused', async () => {
    expect(await outcomeOf(openGate([]).admit('nonsense', guest))).toBe('token_malformed')
  })

  const asking = [signedIn, user(), machine(), emailRequired(), organization(), recentLogin(1), mfa(), actor(), agent()]
  const naming = [scopes('read:a'), anyScope('read:a'), permissions('do:a'), anyPermission('do:a')]

  test.each([...asking, ...naming])('no token on a route that asks for one is told as missing (%j)', async (policy) => {
    const { gate, background } = openGate([])
    expect(await outcomeOf(gate.admit(policy, requestWith(null), background))).toBe('token_missing')
  })
})
