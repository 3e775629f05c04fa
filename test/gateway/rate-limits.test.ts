// Whom a call is counted for, and what happens when the counter says no or nothing.
import { describe, expect, test, vi } from 'vitest'
import { NOBODY, type Principal } from '#access'
import { ROUTES } from '../../src/gateway/generated/routes.ts'
import { callerOf, countCall } from '../../src/gateway/rate-limits.ts'

const ADA: Principal = { ...NOBODY, id: 'auth0|ada', kind: 'user', clientId: 'app' }
const JOB: Principal = { ...NOBODY, id: 'job@clients', kind: 'machine', clientId: 'job' }
const SESSION: Principal = { ...NOBODY, id: 'anon@1', kind: 'anonymous', clientId: 'app' }

function from(address: string): Request {
  return new Request('https://api.example/', { headers: { 'cf-connecting-ip': address } })
}

describe('a call is counted', () => {
  test.each([
    ['for the subject, whatever the address', ADA, 'subject:auth0|ada'],
    ['for the client of a machine', JOB, 'client:job'],
    ['for the subject of a machine that names no client', { ...JOB, clientId: null }, 'client:job@clients'],
    ['for the subject of an anonymous session', SESSION, 'subject:anon@1'],
  ])('%s', (_title, principal, key) => {
    expect(callerOf(principal, from('203.0.113.7'))).toBe(key)
  })

  test('for the address of whoever shows no token', () => {
    expect(callerOf(NOBODY, from('203.0.113.7'))).toBe('address:203.0.113.7')
  })

  test.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff::1'],
    ['2001:db8:1:2::1', '2001:0db8:0001:0002::2'],
    ['2001:db8::1', '2001:db8:0:0:5::'],
    ['::1', '::2'],
  ])('for the network of an address of IPv6, that changes as its owner likes: %s and %s', (one, other) => {
    expect(callerOf(NOBODY, from(one))).toBe(callerOf(NOBODY, from(other)))
  })

  test('for another network by itself', () => {
    expect(callerOf(NOBODY, from('2001:db8:1:2::1'))).not.toBe(callerOf(NOBODY, from('2001:db8:1:3::1')))
  })
})

const limiter = (success: boolean) => ({ limit: vi.fn(async () => ({ success })) })

describe('a caller', () => {
  test('within the limit passes', async () => {
    const counting = limiter(true)
    await countCall('standard', counting, ADA, from('::1'))
    expect(counting.limit).toHaveBeenCalledExactlyOnceWith({ key: 'subject:auth0|ada' })
  })

  test('above it is told to come back after the period', async () => {
    await expect(countCall('strict', limiter(false), ADA, from('::1'))).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfterSeconds: 60 },
    })
  })

  test('of a route without a limit is not counted', async () => {
    const counting = limiter(false)
    await countCall('none', counting, ADA, from('::1'))
    expect(counting.limit).not.toHaveBeenCalled()
  })

  test('passes when the counter fails, and that is told', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    await countCall('standard', { limit: () => Promise.reject(new Error('gone')) }, ADA, from('::1'))
    expect(told.mock.calls.join()).toContain('rate_limiter_failed')
    told.mockRestore()
  })
})

test('beginning a login, which asks the tenant each time, is counted in the strict class', () => {
  expect(ROUTES.find(({ operationId }) => operationId === 'startLogin')?.rate).toBe('strict')
})
