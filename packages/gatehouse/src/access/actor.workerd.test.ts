// Tests the policies about actors and about other claims: which tokens satisfy them (RFC 8693 §4.1).
import { describe, expect, test } from 'vitest'
import { makeKey, type Members, mint, openGate, outcomeOf } from '../testing/access/support.ts'
import { actor, actorsOf, agent, claim, directly, equals, includes, type Policy } from './index.ts'

const key = await makeKey('ours')

async function outcome(policy: Policy, claims: Members): Promise<string> {
  return await outcomeOf(openGate([key]).admit(await mint(key, claims), policy))
}

function chain(...ids: readonly string[]): Members {
  return ids.reduceRight<Members>((act, sub) => ({ act: { sub, ...act } }), {})
}

const FIVE = ['one', 'two', 'three', 'four', 'five']

describe.each<readonly [name: string, claims: Members, any: string, one: string, direct: string]>([
  ['no actor', {}, 'actor_required', 'actor_required', 'passes'],
  ['the actor that is named', chain('one'), 'passes', 'passes', 'actor_forbidden'],
  ['another actor', chain('other'), 'passes', 'actor_required', 'actor_forbidden'],
  ['the actor that is named before another one', chain('other', 'one'), 'passes', 'actor_required', 'actor_forbidden'],
  ['a chain of five', chain(...FIVE), 'passes', 'passes', 'actor_forbidden'],
  ['a chain of six', chain(...FIVE, 'six'), 'actor_required', 'actor_required', 'actor_forbidden'],
  ['an actor that is a text', { act: 'one' }, 'actor_required', 'actor_required', 'actor_forbidden'],
  ['an actor that is null', { act: null }, 'actor_required', 'actor_required', 'actor_forbidden'],
  ['an actor that is a list', { act: [{ sub: 'one' }] }, 'actor_required', 'actor_required', 'actor_forbidden'],
  ['an actor without a subject', { act: { iss: 'x' } }, 'actor_required', 'actor_required', 'actor_forbidden'],
  ['an actor with an empty subject', chain(''), 'actor_required', 'actor_required', 'actor_forbidden'],
  [
    'a malformed actor before a good one',
    { act: { sub: 'one', act: 7 } },
    'actor_required',
    'actor_required',
    'actor_forbidden',
  ],
  [
    'an actor of an anonymous session',
    { sub: 'anon@1', ...chain('one') },
    'token_not_access',
    'token_not_access',
    'token_not_access',
  ],
])('a token with %s', (_, claims, any, one, direct) => {
  test(`is judged by actor(), actor('one') and directly()`, async () => {
    expect(await outcome(actor(), claims)).toBe(any)
    expect(await outcome(actor('none', 'one'), claims)).toBe(one)
    expect(await outcome(directly(), claims)).toBe(direct)
  })
})

test.each<readonly [string, Members, string]>([
  ['an agent for itself', { sub: 'agt_1' }, 'passes'],
  ['an agent for a user', { act: { sub: 'x', sub_profile: 'ai_agent' } }, 'passes'],
  ['an agent for a user, by the form of its id', chain('agt_1'), 'passes'],
  [
    'a service for a user, whose id has the form of an agent',
    { act: { sub: 'agt_1', sub_profile: 'service' } },
    'agent_required',
  ],
  ['an agent for whom a service acts', { sub: 'agt_1', ...chain('service') }, 'agent_required'],
  ['an agent before a service', { act: { sub: 'service', act: { sub: 'agt_1' } } }, 'agent_required'],
  ['an actor whose profile is no text', { act: { sub: 'agt_1', sub_profile: ['ai_agent'] } }, 'agent_required'],
  ['a person', {}, 'agent_required'],
  ['a person whose id has the form of an agent', { sub: 'custom|agt_1' }, 'agent_required'],
  ['an anonymous session', { sub: 'anon@1' }, 'token_not_access'],
])('agent() judges %s', async (_, claims, expected) => {
  expect(await outcome(agent(), claims)).toBe(expected)
})

describe('a claim', () => {
  const ROLES = 'https://ns.example/roles'

  test.each<readonly [string, Policy, Members, string]>([
    ['that includes the value', claim(ROLES, includes('admin')), { [ROLES]: ['user', 'admin'] }, 'passes'],
    ['that includes the number', claim(ROLES, includes(7)), { [ROLES]: [7] }, 'passes'],
    ['that includes it as a text', claim(ROLES, includes(7)), { [ROLES]: ['7'] }, 'claim_missing'],
    ['that includes others', claim(ROLES, includes('admin')), { [ROLES]: ['administrator'] }, 'claim_missing'],
    [
      'that is a text with the value in it',
      claim(ROLES, includes('admin')),
      { [ROLES]: 'user admin' },
      'claim_missing',
    ],
    ['that is the value and no list', claim(ROLES, includes('admin')), { [ROLES]: 'admin' }, 'claim_missing'],
    [
      'that includes it in a list of its own',
      claim(ROLES, includes('admin')),
      { [ROLES]: [['admin']] },
      'claim_missing',
    ],
    [
      'that is an object with the value',
      claim(ROLES, includes('admin')),
      { [ROLES]: { admin: true } },
      'claim_missing',
    ],
    ['that is missing', claim(ROLES, includes('admin')), {}, 'claim_missing'],
    ['that is the value', claim(ROLES, equals('admin')), { [ROLES]: 'admin' }, 'passes'],
    ['that is true', claim('email_verified', equals(true)), { email_verified: true }, 'passes'],
    ['that is the text of true', claim('email_verified', equals(true)), { email_verified: 'true' }, 'claim_missing'],
    ['that is a list with the value', claim(ROLES, equals('admin')), { [ROLES]: ['admin'] }, 'claim_missing'],
    ['of an anonymous session', claim(ROLES, equals('admin')), { sub: 'anon@1', [ROLES]: 'admin' }, 'token_not_access'],
  ])('%s is judged', async (_, policy, claims, expected) => {
    expect(await outcome(policy, claims)).toBe(expected)
  })

  test('that every object has of its prototype is no claim', async () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(await outcome(claim(name, equals('x')), {})).toBe('claim_missing')
  })

  test('can be compared with plain values alone', () => {
    for (const value of [null, undefined, {}, [], Number.NaN]) {
      expect(() => Reflect.apply(includes, null, [value])).toThrow(/^includes\(\.{3}\) takes a text/)
      expect(() => Reflect.apply(equals, null, [value])).toThrow(/^equals\(\.{3}\) takes a text/)
    }
    expect(() => claim('', equals('x'))).toThrow(TypeError)
    expect(() => Reflect.apply(claim, null, ['a', 'b'])).toThrow(TypeError)
    expect(() => actor('')).toThrow(TypeError)
  })
})

test('the actors of a principal are listed from the current one on, and none of a malformed chain', () => {
  expect(actorsOf({ claims: { act: { sub: 'agt_1', act: { sub: 'client' } } } })).toEqual([
    { id: 'agt_1', isAgent: true },
    { id: 'client', isAgent: false },
  ])
  expect(actorsOf({ claims: {} })).toEqual([])
  expect(actorsOf({ claims: { act: { sub: 'a', act: {} } } })).toBeNull()
})
