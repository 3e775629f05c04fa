// Reads the payments of a period, page by page, as far as one request may.
import type { Payment, PaymentPage, PaymentPages } from './payment-pages.ts'
import { dayOf } from './statistics.ts'

/** UTC days, both included; `null` where it is open. */
export interface Period {
  readonly from: string | null
  readonly to: string | null
}

/** All of time. */
export const ALWAYS: Period = { from: null, to: null }

/** The payments of one page that fall into the period. */
export interface Reading {
  readonly payments: readonly Payment[]
  /** What follows: another page, nothing, or payments that this request may not read any more. */
  readonly rest: 'page' | 'nothing' | 'unread'
}

/** What was gathered. */
export interface Gathering {
  readonly payments: readonly Payment[]
  /** Whether these are all payments of the period. */
  readonly complete: boolean
}

/**
 * Payments come in the order in which they were stored, and each says when it was made, which is a little earlier: so one may
 * stand below another that is older. No request lasts as long as this.
 */
const ORDER_SLACK_MILLIS = 3_600_000

/** The payments of a period, page by page, the newest first. It reads a page when it is asked for the next, and keeps none. */
export async function* readPayments(pages: PaymentPages, period: Period): AsyncGenerator<Reading, void> {
  let cursor: string | null = null
  for (;;) {
    const page = await pages.read(cursor)
    const isLast = page.nextCursor === null || isPast(page, period)
    const rest = isLast ? 'nothing' : pages.callsLeft > 0 ? 'page' : 'unread'
    yield { payments: page.payments.filter((payment) => isWithin(payment, period)), rest }
    if (rest !== 'page') return
    cursor = page.nextCursor
  }
}

/** All payments of a period that one request can count. */
export async function gatherPayments(pages: PaymentPages, period: Period): Promise<Gathering> {
  const payments: Payment[] = []
  let sum = 0
  for await (const reading of readPayments(pages, period)) {
    for (const payment of reading.payments) {
      sum += payment.amount
      // Past this a JSON number is not exact any more.
      if (!Number.isSafeInteger(sum)) return { payments, complete: false }
      payments.push(payment)
    }
    if (reading.rest === 'unread') return { payments, complete: false }
  }
  return { payments, complete: true }
}

function isWithin({ createdAt }: Payment, { from, to }: Period): boolean {
  const day = dayOf(createdAt)
  return (from === null || day >= from) && (to === null || day <= to)
}

// Whether nothing that follows the page can fall into the period.
function isPast({ payments }: PaymentPage, { from }: Period): boolean {
  const oldest = payments.at(-1)
  if (from === null || oldest === undefined) return false
  return Date.parse(oldest.createdAt) < Date.parse(from) - ORDER_SLACK_MILLIS
}
