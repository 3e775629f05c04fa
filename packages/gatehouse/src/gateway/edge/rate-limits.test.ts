// Tests the caller that a call is counted for, and the result when the counter refuses or fails.
import { describe, expect, test, vi } from 'vitest'
import { NOBODY, type Principal } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { TABLE } from '../../../test/application/src/generated/table.ts'
import { CallCounter, type Caller } from './rate-limits.ts'

const ADA: Principal = { ...NOBODY, id: 'auth0|ada', kind: 'user', clientId: 'app' }
const JOB: Principal = { ...NOBODY, id: 'job@clients', kind: 'machine', clientId: 'job' }
const SESSION: Principal = { ...NOBODY, id: 'anon@1', kind: 'anonymous', clientId: 'app' }

function from(address: string | null, isBehindCloudflare = true): Caller {
  const headers = address === null ? {} : { 'cf-connecting-ip': address }
  return { request: new Request('https://api.example/', { headers }), isBehindCloudflare }
}

const limiter = (success: boolean) => ({ limit: vi.fn(async (_options: { key: string }) => ({ success })) })

/** The key that a call is counted for; `null` for a call that is not counted. */
async function keyOf(principal: Principal, caller: Caller): Promise<string | null> {
  const counting = limiter(true)
  await new CallCounter(() => counting).countCall('standard', principal, caller)
  return counting.limit.mock.calls[0]?.[0].key ?? null
}

describe('a call is counted', () => {
  test.each([
    ['for the subject, whatever the address', ADA, 'subject:auth0|ada'],
    ['for the client of a machine', JOB, 'client:job'],
    ['for the subject of a machine that names no client', { ...JOB, clientId: null }, 'client:job@clients'],
    ['for the subject of an anonymous session', SESSION, 'subject:anon@1'],
    ['for the address of whoever shows no token', NOBODY, 'address:203.0.113.7'],
  ])('%s', async (_title, principal, key) => {
    expect(await keyOf(principal, from('203.0.113.7'))).toBe(key)
  })

  test.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff::1'],
    ['2001:db8:1:2::1', '2001:0db8:0001:0002::2'],
    ['2001:db8::1', '2001:db8:0:0:5::'],
    ['::1', '::2'],
  ])('for the network of an address of IPv6, that changes as its owner likes: %s and %s', async (one, other) => {
    expect(await keyOf(NOBODY, from(one))).toBe(await keyOf(NOBODY, from(other)))
  })

  test('for another network by itself', async () => {
    expect(await keyOf(NOBODY, from('2001:db8:1:2::1'))).not.toBe(await keyOf(NOBODY, from('2001:db8:1:3::1')))
  })
})

describe('a call from an unknown address', () => {
  test.each([
    ['no header that says it', from(null)],
    ['an empty header', from('')],
    ['a header that its sender has set', from('203.0.113.7', false)],
  ])('is not counted, and told in the log once: %s', async (_title, caller) => {
    const told = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const counting = limiter(false)
    const counter = new CallCounter(() => counting)
    for (let call = 0; call < 3; call += 1) await counter.countCall('standard', NOBODY, caller)
    expect(await counter.countRefusal('standard', new ProblemError('token_missing'), caller)).toMatchObject({
      code: 'token_missing',
    })
    expect(counting.limit).not.toHaveBeenCalled()
    expect(told.mock.calls.map(([line]) => String(line))).toEqual([expect.stringContaining('caller_address_unknown')])
    told.mockRestore()
  })

  test('is counted when a token says who calls', async () => {
    expect(await keyOf(ADA, from(null))).toBe('subject:auth0|ada')
  })
})

describe('a caller', () => {
  test('within the limit passes', async () => {
    const counting = limiter(true)
    await new CallCounter(() => counting).countCall('standard', ADA, from('::1'))
    expect(counting.limit).toHaveBeenCalledExactlyOnceWith({ key: 'subject:auth0|ada' })
  })

  test('above it gets a Retry-After of the period', async () => {
    const counter = new CallCounter(() => limiter(false))
    await expect(counter.countCall('strict', ADA, from('::1'))).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfterSeconds: 60 },
    })
  })

  test.each(['none', 'refusals'] as const)(
    'of a route in the class %s is not counted when it is let in',
    async (rate) => {
      const counting = limiter(false)
      await new CallCounter(() => counting).countCall(rate, ADA, from('::1'))
      expect(counting.limit).not.toHaveBeenCalled()
    },
  )

  test('passes when the counter fails, and that is logged', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const counter = new CallCounter(() => ({ limit: () => Promise.reject(new Error('gone')) }))
    await counter.countCall('standard', ADA, from('::1'))
    expect(told.mock.calls.join()).toContain('rate_limiter_failed')
    told.mockRestore()
  })
})

describe('a session that is renewed', () => {
  test('is counted for its person in the strict class, apart from the calls', async () => {
    const bindings: string[] = []
    const counting = limiter(true)
    const counter = new CallCounter((binding) => ({
      limit: (options) => (bindings.push(binding), counting.limit(options)),
    }))
    await counter.countRenewal('auth0|ada')
    expect(bindings).toEqual(['RATE_LIMIT_STRICT'])
    expect(counting.limit).toHaveBeenCalledExactlyOnceWith({ key: 'renewal:auth0|ada' })
  })

  test('too often is refused', async () => {
    await expect(new CallCounter(() => limiter(false)).countRenewal('auth0|ada')).rejects.toMatchObject({
      code: 'rate_limited',
    })
  })
})

test('beginning a login, which asks the tenant each time, is counted in the strict class', () => {
  expect(TABLE.routes.find(({ operationId }) => operationId === 'startLogin')?.rate).toBe('strict')
})
