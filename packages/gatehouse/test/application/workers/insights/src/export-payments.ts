// GET /insights/payments.csv: the payments as a table, written page by page as they are read.
import { describeError, type DomainHandler, log } from 'gatehouse/domain'
import type { exportPayments as route } from '../contract.ts'
import type { InsightsBindings } from './bindings.ts'
import { csvLine } from './csv.ts'
import { type Payment, PaymentPages } from './payment-pages.ts'
import { type Reading, readPayments } from './payment-reader.ts'
import { textStream } from './text-stream.ts'

const COLUMNS = ['id', 'owner', 'amount', 'currency', 'description', 'createdAt', 'refundAmount', 'refundedAt']

export const exportPayments: DomainHandler<typeof route, InsightsBindings> = async (c) => {
  const { from = null, to = null } = c.req.valid('query')
  const requestId = c.get('requestId')
  const gone = new AbortController()
  const readings = readPayments(new PaymentPages(c, gone.signal), { from, to })
  // Before the answer begins, so that a refusal is a refusal.
  const first = await readings.next()
  const lines = linesOf(first.value ?? null, readings, (cause) => {
    if (!gone.signal.aborted) log('error', 'export_broken_off', { requestId, cause: describeError(cause) })
  })
  return c.body(
    textStream(lines, () => gone.abort()),
    200,
    {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="payments.csv"',
    },
  )
}

async function* linesOf(
  first: Reading | null,
  others: AsyncGenerator<Reading, void>,
  failed: (cause: unknown) => void,
): AsyncGenerator<string, void> {
  try {
    yield csvLine(COLUMNS)
    if (first === null) return
    yield* textOf(first)
    for await (const reading of others) yield* textOf(reading)
  } catch (cause) {
    failed(cause)
    throw cause
  }
}

function* textOf({ payments, rest }: Reading): Generator<string, void> {
  const text = payments.map((payment) => csvLine(fieldsOf(payment))).join('')
  if (text !== '') yield text
  if (rest === 'unread') throw new Error('there are more payments than one request may read')
}

function fieldsOf({ id, owner, amount, currency, description, createdAt, refund }: Payment) {
  return [id, owner, amount, currency, description, createdAt, refund?.amount ?? null, refund?.at ?? null]
}
