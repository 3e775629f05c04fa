// The figures themselves: they are exact, and another way to count gives the same.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CountedPayment, percentile, summarize } from './statistics.ts'

const AMOUNT_MAX = 1_000_000_000_000

const paid = (amount: number, currency = 'EUR', createdAt = '2026-11-23T09:30:00.000Z', refunded?: number) =>
  ({
    amount,
    currency,
    createdAt,
    refund: refunded === undefined ? null : { amount: refunded },
  }) satisfies CountedPayment

describe('payments', () => {
  test('that are none amount to no currency', () => {
    expect(summarize([])).toEqual([])
  })

  test('are summed up by currency, in the order of the codes', () => {
    expect(
      summarize([
        paid(300, 'USD', '2026-11-24T00:00:00.000Z', 100),
        paid(100, 'EUR', '2026-11-23T23:59:59.999Z'),
        paid(201, 'EUR', '2026-11-24T00:00:00.000Z', 201),
        paid(50, 'EUR', '2026-11-23T00:00:00.000Z', 1),
      ]),
    ).toEqual([
      {
        currency: 'EUR',
        count: 3,
        total: 351,
        refunded: 202,
        mean: 117,
        percentiles: { p50: 100, p90: 201, p99: 201 },
        smallest: 50,
        largest: 201,
        days: [
          { date: '2026-11-23', count: 2, total: 150 },
          { date: '2026-11-24', count: 1, total: 201 },
        ],
      },
      {
        currency: 'USD',
        count: 1,
        total: 300,
        refunded: 100,
        mean: 300,
        percentiles: { p50: 300, p90: 300, p99: 300 },
        smallest: 300,
        largest: 300,
        days: [{ date: '2026-11-24', count: 1, total: 300 }],
      },
    ])
  })

  test.each([
    ['a half, up', [1, 2], 2],
    ['less than a half, down', [1, 1, 2], 1],
    ['more than a half, up', [1, 2, 2], 2],
    ['a half between large amounts, up', [AMOUNT_MAX, AMOUNT_MAX - 1], AMOUNT_MAX],
  ])('have a mean that is rounded to whole units: %s', (_title, amounts, mean) => {
    expect(summarize(amounts.map((amount) => paid(amount)))[0]?.mean).toBe(mean)
  })
})

describe('a percentile', () => {
  const HUNDRED = Array.from({ length: 100 }, (_, index) => index + 1)
  // The usual example of the method: 15, 20, 35, 40, 50.
  test.each([
    [5, 15],
    [30, 20],
    [40, 20],
    [50, 35],
    [100, 50],
  ])('is by nearest rank: the %d-th of five values', (percent, value) => {
    expect(percentile([15, 20, 35, 40, 50], percent)).toBe(value)
  })

  test.each([0, 1, 29, 50, 57, 58, 90, 99, 100])('of one to a hundred is the number itself: %d', (percent) => {
    expect(percentile(HUNDRED, percent)).toBe(Math.max(1, percent))
  })

  test('of nothing is a mistake of whoever asks', () => {
    expect(() => percentile([], 50)).toThrow(TypeError)
  })
})

const inOrder = (texts: Iterable<string>) => [...new Set(texts)].toSorted((left, right) => left.localeCompare(right))

// The same figures by another way: BigInt sums, a definition in place of a rank, and dates by Date.
describe('whatever the payments are,', () => {
  const made = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-01-05'), noInvalidDate: true })
  const payment = fc.record({
    amount: fc.integer({ min: 1, max: AMOUNT_MAX }),
    currency: fc.constantFrom('EUR', 'USD', 'JPY'),
    createdAt: made.map((date) => date.toISOString()),
    share: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  })
  const refunded = payment.map(({ share, ...paid }): CountedPayment => {
    const refund = share === null ? null : { amount: Math.max(1, Math.floor(paid.amount * share)) }
    return { ...paid, refund }
  })
  const payments = fc.array(refunded, { minLength: 1, maxLength: 200 })

  test('the figures are those that an independent count finds', () => {
    fc.assert(
      fc.property(payments, (all) => {
        const summary = summarize(all)
        expect(summary.map(({ currency }) => currency)).toEqual(inOrder(all.map(({ currency }) => currency)))
        for (const found of summary) {
          const own = all.filter(({ currency }) => currency === found.currency)
          const total = own.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
          expect(found).toMatchObject({
            count: own.length,
            total: Number(total),
            refunded: Number(own.reduce((sum, { refund }) => sum + BigInt(refund?.amount ?? 0), 0n)),
            smallest: Math.min(...own.map(({ amount }) => amount)),
            largest: Math.max(...own.map(({ amount }) => amount)),
          })
          // -n/2 <= n * mean - total < n/2 would round halves down; this is the other way round.
          const excess = 2n * (BigInt(found.mean) * BigInt(own.length) - total)
          expect(excess > -BigInt(own.length) && excess <= BigInt(own.length)).toBe(true)
          for (const [percent, value] of [
            [50, found.percentiles.p50],
            [90, found.percentiles.p90],
            [99, found.percentiles.p99],
          ] as const) {
            const atMost = own.filter(({ amount }) => amount <= value).length
            const below = own.filter(({ amount }) => amount < value).length
            expect(own.some(({ amount }) => amount === value)).toBe(true)
            expect(100 * atMost).toBeGreaterThanOrEqual(percent * own.length)
            expect(100 * below).toBeLessThan(percent * own.length)
          }
          const dates = own.map(({ createdAt }) => new Date(createdAt).toISOString().split('T')[0] ?? '')
          expect(found.days.map(({ date }) => date)).toEqual(inOrder(dates))
          expect(found.days.reduce((sum, { count }) => sum + count, 0)).toBe(own.length)
          expect(found.days.reduce((sum, { total }) => sum + BigInt(total), 0n)).toBe(total)
        }
      }),
    )
  })

  test('their order does not matter', () => {
    fc.assert(
      fc.property(payments, (all) => {
        expect(summarize(all.toReversed())).toEqual(summarize(all))
      }),
    )
  })
})
