// Tests the claims that a project declares: one declaration is parser and type, and no claim can break it.
import { describe, expect, test } from 'vitest'
import { Gate, NOBODY, type ProfileShape, signedIn } from './index.ts'
import { readProfile } from './profile.ts'
import {
  FakeClock,
  FakeSource,
  ISSUER,
  makeKey,
  type Members,
  mint,
  NAMESPACE,
  PLAIN,
  requestWith,
} from '../testing/access/support.ts'

const rule = <const Type extends ProfileShape[string]['type']>(claim: string, type: Type) => ({
  claim,
  type,
  description: 'Something',
})
const SHAPE = {
  name: rule('name', 'text'),
  roles: rule('roles', 'texts'),
  age: rule('age', 'number'),
  isVip: rule('vip', 'flag'),
} as const satisfies ProfileShape

const own = (claims: Members): Members =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [`${NAMESPACE}/${name}`, value]))
const ALL = { name: 'Ada', roles: ['a', 'b'], age: 36, vip: false }
const READ = { name: 'Ada', roles: ['a', 'b'], age: 36, isVip: false }

test('every claim is read from the namespace, or by its plain name', () => {
  expect(readProfile(SHAPE, own(ALL), NAMESPACE)).toEqual(READ)
  expect(readProfile(SHAPE, ALL, NAMESPACE)).toEqual(READ)
  expect(readProfile(SHAPE, ALL, null)).toEqual(READ)
  expect(readProfile(SHAPE, { ...ALL, 'null/name': 'Bea' }, null)).toEqual(READ)
  expect(readProfile(SHAPE, { ...ALL, ...own({ name: 'Bea' }) }, NAMESPACE)).toEqual({ ...READ, name: 'Bea' })
})

test.each([undefined, null, {}, [[]], [1], [null], Number.NaN, Number.POSITIVE_INFINITY])(
  'a claim that is %j is left out, whatever was declared',
  (value) => {
    const claims = own({ name: value, roles: value, age: value, vip: value })
    expect(readProfile(SHAPE, claims, NAMESPACE)).toEqual({})
  },
)

test.each([
  ['a text', 'x', ['name']],
  ['a list of texts', ['x'], ['roles']],
  ['an empty list', [], ['roles']],
  ['a number', 0, ['age']],
  ['a flag', true, ['isVip']],
])('%s is taken for what was declared as such, and for nothing else', (_, value, names) => {
  const claims = own({ name: value, roles: value, age: value, vip: value })
  expect(Object.keys(readProfile(SHAPE, claims, NAMESPACE))).toEqual(names)
})

test('a claim of the wrong type in the namespace does not give way to the plain one', () => {
  expect(readProfile(SHAPE, { name: 'Ada', ...own({ name: 7 }) }, NAMESPACE)).toEqual({})
})

test('what a prototype lends is no claim', () => {
  expect(readProfile({ x: rule('toString', 'text'), y: rule('name', 'text') }, Object.create(ALL), null)).toEqual({})
})

async function openGate(profile?: ProfileShape) {
  const key = await makeKey('ours')
  const clock = new FakeClock()
  const observer = { adopted: () => undefined, failed: () => undefined }
  const source = new FakeSource(clock, { [ISSUER]: [key] })
  source.terms = { profile: profile ?? {} }
  const gate = new Gate({ source, clock, observer, binding: PLAIN })
  const request = requestWith(`Bearer ${await mint(key, own(ALL))}`)
  return async () => (await gate.admit(signedIn, request, { waitUntil: () => undefined })).principal.profile
}

describe('at the gate', () => {
  test('it is in the principal, frozen, and computed once for a token that is remembered', async () => {
    const admit = await openGate(SHAPE)
    const profile = await admit()
    expect(profile).toEqual(READ)
    expect(Object.isFrozen(profile)).toBe(true)
    expect(await admit()).toBe(profile)
  })

  test('it is empty where none was declared, and without a token', async () => {
    expect(await (await openGate())()).toEqual({})
    expect(NOBODY.profile).toEqual({})
    expect(Object.isFrozen(NOBODY.profile)).toBe(true)
  })
})
