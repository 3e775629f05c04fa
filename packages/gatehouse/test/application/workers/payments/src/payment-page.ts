// A page of payments in a view, for every route that lists them.
import { ProblemError } from 'gatehouse/domain'
import type { Payment, PaymentStore } from './payment-store.ts'
import type { View } from './view.ts'

/** A page as the contract shows it. */
interface PaymentPage {
  readonly payments: Payment[]
  readonly nextCursor: string | null
}

/** Reads a page. @throws ProblemError `request_invalid` for a cursor of no page in this view */
export async function readPage(
  store: PaymentStore,
  view: View,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<PaymentPage> {
  // One more row than requested shows whether another page follows.
  const found = await store.list(view, limit + 1, cursor ?? null)
  if (found === null) {
    throw new ProblemError('request_invalid', {
      errors: [{ in: 'query', path: 'cursor', message: 'is no cursor of a page that you were given' }],
    })
  }
  const payments = found.slice(0, limit)
  return { payments, nextCursor: found.length > limit ? (payments.at(-1)?.id ?? null) : null }
}
