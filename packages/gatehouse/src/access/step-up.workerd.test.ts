// Tests the policies about logins: which claims satisfy them, and what the gate says a new login must satisfy (RFC 9470).
import { describe, expect, test } from 'vitest'
import {
  makeKey,
  type Members,
  mint,
  NAMESPACE,
  openGate,
  outcomeOf,
  START_SECONDS,
} from '../testing/access/support.ts'
import {
  and,
  machine,
  mfa,
  MULTI_FACTOR_ACR,
  or,
  type Policy,
  ProblemError,
  recentLogin,
  scopes,
  user,
} from './index.ts'

const key = await makeKey('ours')
const TOO_LITTLE = 'insufficient_user_authentication'
const [TIME, ACR, AMR] = ['auth_time', 'acr', 'amr'].map((name) => `${NAMESPACE}/${name}`) as [string, string, string]
const ago = (seconds: number): number => START_SECONDS - seconds

async function outcome(policy: Policy, claims: Members, namespace: string | null = NAMESPACE): Promise<string> {
  const scene = openGate([key])
  scene.source.terms = { claimNamespace: namespace }
  return await outcomeOf(scene.admit(await mint(key, claims), policy))
}

describe('recentLogin(300)', () => {
  test.each<readonly [string, Members, string]>([
    ['of now', { [TIME]: ago(0) }, 'passes'],
    ['that is just recent enough', { [TIME]: ago(300) }, 'passes'],
    ['that is older by the tolerance of clocks', { [TIME]: ago(305) }, 'passes'],
    ['under the own name of the claim', { auth_time: ago(10) }, 'passes'],
    ['that is older', { [TIME]: ago(306) }, TOO_LITTLE],
    [
      'that is older, with a newer time that the tenant did not prefix',
      { [TIME]: ago(900), auth_time: ago(0) },
      TOO_LITTLE,
    ],
    ['of the future by the tolerance of clocks', { [TIME]: ago(-5) }, 'passes'],
    ['of the future by a second more', { [TIME]: ago(-6) }, TOO_LITTLE],
    ['of the future', { [TIME]: ago(-60) }, TOO_LITTLE],
    ['at the first second of the epoch', { [TIME]: 0 }, TOO_LITTLE],
    ['before the epoch', { [TIME]: -1 }, TOO_LITTLE],
    ['that names no time', {}, TOO_LITTLE],
    ['whose time is a text', { [TIME]: String(ago(0)) }, TOO_LITTLE],
    ['whose time is in milliseconds', { [TIME]: ago(0) * 1000 }, TOO_LITTLE],
    ['whose time is a fraction', { [TIME]: ago(0) + 0.5 }, TOO_LITTLE],
    ['whose time is null', { [TIME]: null, auth_time: ago(0) }, TOO_LITTLE],
    ['of a machine', { sub: 'c@clients', azp: 'c', [TIME]: ago(0) }, 'user_required'],
    ['of an anonymous session', { sub: 'anon@1', [TIME]: ago(0) }, 'token_not_access'],
  ])('judges a login %s', async (_, claims, expected) => {
    expect(await outcome(recentLogin(300), claims)).toBe(expected)
  })

  test('does not look under a prefix that the tenant does not have', async () => {
    expect(await outcome(recentLogin(300), { [TIME]: ago(0) }, null)).toBe(TOO_LITTLE)
    expect(await outcome(recentLogin(300), { 'null/auth_time': ago(0) }, null)).toBe(TOO_LITTLE)
  })

  test('a remembered token stops to satisfy it while time passes', async () => {
    const scene = openGate([key])
    const token = await mint(key, { [TIME]: ago(0) })
    expect(await outcomeOf(scene.admit(token, recentLogin(300)))).toBe('passes')
    scene.clock.advance(306)
    expect(await outcomeOf(scene.admit(token, recentLogin(300)))).toBe(TOO_LITTLE)
    expect(await outcomeOf(scene.admit(token, user()))).toBe('passes')
  })
})

describe('mfa(300)', () => {
  test.each<readonly [string, Members, string]>([
    ['by its methods', { [TIME]: ago(0), [AMR]: ['pwd', 'mfa'] }, 'passes'],
    ['by its class', { [TIME]: ago(0), [ACR]: MULTI_FACTOR_ACR }, 'passes'],
    ['under the own names of the claims', { auth_time: ago(0), amr: ['mfa'] }, 'passes'],
    ['that is old', { [TIME]: ago(900), [AMR]: ['pwd', 'mfa'] }, TOO_LITTLE],
    ['without a time', { [AMR]: ['pwd', 'mfa'], [ACR]: MULTI_FACTOR_ACR }, TOO_LITTLE],
    ['with a password alone', { [TIME]: ago(0), [AMR]: ['pwd'] }, TOO_LITTLE],
    ['with another class', { [TIME]: ago(0), [ACR]: '0' }, TOO_LITTLE],
    ['without a word about factors', { [TIME]: ago(0) }, TOO_LITTLE],
    ['whose methods are a text', { [TIME]: ago(0), [AMR]: 'pwd mfa' }, TOO_LITTLE],
    ['whose methods are not all texts', { [TIME]: ago(0), [AMR]: ['mfa', 1] }, TOO_LITTLE],
    ['whose class is a list', { [TIME]: ago(0), [ACR]: [MULTI_FACTOR_ACR] }, TOO_LITTLE],
    ['of a machine', { sub: 'c@clients', azp: 'c', [TIME]: ago(0), [AMR]: ['mfa'] }, 'user_required'],
  ])('judges a second factor %s', async (_, claims, expected) => {
    expect(await outcome(mfa(300), claims)).toBe(expected)
  })

  test('counts for twelve hours unless it says otherwise', async () => {
    expect(await outcome(mfa(), { [TIME]: ago(43_200), [AMR]: ['mfa'] })).toBe('passes')
    expect(await outcome(mfa(), { [TIME]: ago(43_206), [AMR]: ['mfa'] })).toBe(TOO_LITTLE)
  })
})

describe('the refusal says what one new login must satisfy', () => {
  test.each<readonly [string, Policy, object]>([
    ['of one policy', recentLogin(300), { maxAgeSeconds: 300 }],
    ['of a second factor', mfa(900), { maxAgeSeconds: 900, acrValues: [MULTI_FACTOR_ACR] }],
    [
      'of several',
      and(recentLogin(300), and(mfa(900), scopes('read:things'))),
      { maxAgeSeconds: 300, acrValues: [MULTI_FACTOR_ACR], scope: ['read:things'] },
    ],
    ['of the first alternative', or(recentLogin(60), mfa(900)), { maxAgeSeconds: 60 }],
    [
      'of the first alternative that asks for a login',
      and(or(and(user(), scopes('read:things')), recentLogin(60)), mfa(900)),
      { maxAgeSeconds: 60, acrValues: [MULTI_FACTOR_ACR] },
    ],
  ])('%s', async (_, policy, facts) => {
    const refusal = await openGate([key])
      .admit(await mint(key), policy)
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ProblemError)
    expect(refusal).toMatchObject({ code: TOO_LITTLE, facts })
    if (!('acrValues' in facts)) expect(refusal).not.toHaveProperty('facts.acrValues')
  })

  test('and a refusal for another reason says nothing of a login', async () => {
    const policy = or(machine(), recentLogin(300))
    const refusal = await openGate([key])
      .admit(await mint(key), policy)
      .catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'machine_required' })
    expect(refusal).not.toHaveProperty('facts.maxAgeSeconds')
  })
})

test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_000_000])(
  'an age of %d seconds is no age',
  (seconds) => {
    expect(() => recentLogin(seconds)).toThrow(
      /^recentLogin\(\.{3}\) takes a whole number of seconds, from 1 to 999999999$/,
    )
    expect(() => mfa(seconds)).toThrow(/^mfa\(\.{3}\) takes a whole number of seconds, from 1 to 999999999$/)
  },
)

test.each([1, 999_999_999])('an age of %d seconds is one', (seconds) => {
  expect(recentLogin(seconds)).toEqual({ kind: 'recentLogin', withinSeconds: seconds })
  expect(mfa(seconds)).toEqual({ kind: 'mfa', withinSeconds: seconds })
})
