// Computes the totals of a list of payments. Pure: money is in whole minor units, before and after.
import type { z } from '@hono/zod-openapi'
import type { paymentInsightsSchema } from '../contract.ts'

/** The part of a payment that is counted. */
export interface CountedPayment {
  /** In minor units. */
  readonly amount: number
  readonly currency: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly refund: { readonly amount: number } | null
}

/** The figures of one currency, as the contract shows them. */
export type CurrencyInsights = z.infer<typeof paymentInsightsSchema>['currencies'][number]

const DATE_CHARACTERS = 10

/** The UTC day of an instant. @param instant ISO 8601, UTC */
export function dayOf(instant: string): string {
  return instant.slice(0, DATE_CHARACTERS)
}

/**
 * Sums payments up, by currency in the order of their codes. Figures are exact as long as all amounts together are a safe
 * integer: whoever gathers the payments sees to that.
 */
export function summarize(payments: readonly CountedPayment[]): CurrencyInsights[] {
  return [...Map.groupBy(payments, ({ currency }) => currency)]
    .map(([currency, group]) => summarizeOne(currency, group))
    .toSorted((left, right) => (left.currency < right.currency ? -1 : 1))
}

function summarizeOne(currency: string, payments: readonly CountedPayment[]): CurrencyInsights {
  const amounts = payments.map(({ amount }) => amount).toSorted((left, right) => left - right)
  const total = sum(amounts)
  return {
    currency,
    count: amounts.length,
    total,
    refunded: sum(payments.map(({ refund }) => refund?.amount ?? 0)),
    mean: roundedQuotient(total, amounts.length),
    percentiles: { p50: percentile(amounts, 50), p90: percentile(amounts, 90), p99: percentile(amounts, 99) },
    smallest: percentile(amounts, 0),
    largest: percentile(amounts, 100),
    days: daysOf(payments),
  }
}

/**
 * The percentile of values by nearest rank: the smallest of them that at least so many percent do not exceed.
 *
 * @param sorted in ascending order, at least one
 * @param percent a whole number from 0 to 100
 */
export function percentile(sorted: readonly number[], percent: number): number {
  // Whole numbers until the division, so that no rank is missed by a hair.
  const rank = Math.max(1, Math.ceil((percent * sorted.length) / 100))
  const value = sorted[rank - 1]
  if (value === undefined) throw new TypeError('there is no percentile of nothing')
  return value
}

// To the nearest whole unit, halves up; in BigInt, because a quotient of large doubles may be off by one.
function roundedQuotient(total: number, count: number): number {
  return Number((2n * BigInt(total) + BigInt(count)) / (2n * BigInt(count)))
}

function daysOf(payments: readonly CountedPayment[]): CurrencyInsights['days'] {
  return [...Map.groupBy(payments, ({ createdAt }) => dayOf(createdAt))]
    .map(([date, group]) => ({ date, count: group.length, total: sum(group.map(({ amount }) => amount)) }))
    .toSorted((left, right) => (left.date < right.date ? -1 : 1))
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
