// Payments at rest: the only code of this domain that speaks SQL. It decides nothing about who may see what; the view
// it is given does.
import type { z } from '@hono/zod-openapi'
import type { paymentSchema } from '../contract.ts'
import type { View } from './view.ts'

/** A payment as the contract shows it. */
export type Payment = z.infer<typeof paymentSchema>

/** What is written when a payment is made. */
export type NewPayment = Pick<Payment, 'id' | 'owner' | 'amount' | 'currency' | 'description' | 'createdAt'> & {
  /** The organization that its owner was signed in for. */
  readonly organization: string | null
}

/** How making a payment ended: `replayed` is an earlier one, as it was first; `key_taken` stands for another payment. */
export type Creation =
  | { readonly outcome: 'created' | 'replayed'; readonly payment: Payment }
  | { readonly outcome: 'key_taken' }

/** How a refund ended. */
export type Refunding =
  | { readonly outcome: 'refunded'; readonly payment: Payment }
  | { readonly outcome: 'unknown' | 'refunded_before' | 'too_much' }

interface Row {
  readonly seq: number
  readonly id: string
  readonly owner: string
  readonly organization: string | null
  readonly amount: number
  readonly currency: string
  readonly description: string | null
  readonly created_at: string
  readonly refund_amount: number | null
  readonly refunded_at: string | null
}

const COLUMNS = 'seq, id, owner, organization, amount, currency, description, created_at, refund_amount, refunded_at'

/** The payments in a D1 database. */
export class PaymentStore {
  readonly #database: D1Database

  constructor(database: D1Database) {
    this.#database = database
  }

  /**
   * Makes a payment, once for every key of an owner. The unique index decides between requests that race. A key that was used while
   * the owner was signed in for another organization stands for another payment.
   *
   * @param idempotencyKey the client's name for this payment; `null` makes one in any case
   */
  async create(payment: NewPayment, idempotencyKey: string | null): Promise<Creation> {
    const { id, owner, organization, amount, currency, description, createdAt } = payment
    const inserted = await this.#database
      .prepare(
        `INSERT INTO payments (id, owner, organization, idempotency_key, amount, currency, description, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (owner, idempotency_key) DO NOTHING RETURNING ${COLUMNS}`,
      )
      .bind(id, owner, organization, idempotencyKey, amount, currency, description, createdAt)
      .first<Row>()
    if (inserted !== null) return { outcome: 'created', payment: paymentFrom(inserted) }
    const earlier = await this.#database
      .prepare(`SELECT ${COLUMNS} FROM payments WHERE owner = ? AND idempotency_key = ?`)
      .bind(owner, idempotencyKey)
      .first<Row>()
    if (earlier === null) throw new Error('a payment stood in the way of another and is gone')
    const isSame =
      earlier.organization === organization &&
      earlier.amount === amount &&
      earlier.currency === currency &&
      earlier.description === description
    return isSame
      ? { outcome: 'replayed', payment: { ...paymentFrom(earlier), refund: null } }
      : { outcome: 'key_taken' }
  }

  /** One payment, or `null` when there is none or it is out of view. */
  async find(id: string, view: View): Promise<Payment | null> {
    const row = await this.#findRow(id, view)
    return row === null ? null : paymentFrom(row)
  }

  /**
   * The newest payments in view, or those older than the payment `after`.
   *
   * @returns `null` when `after` is no payment in view
   */
  async list(view: View, limit: number, after: string | null): Promise<readonly Payment[] | null> {
    let before = Number.MAX_SAFE_INTEGER
    if (after !== null) {
      const last = await this.#findRow(after, view)
      if (last === null) return null
      before = last.seq
    }
    const { condition, values } = conditionOf(view)
    const select = this.#database
      .prepare(`SELECT ${COLUMNS} FROM payments WHERE ${condition} AND seq < ? ORDER BY seq DESC LIMIT ?`)
      .bind(...values, before, limit)
    const { results } = await select.all<Row>()
    return results.map(paymentFrom)
  }

  /**
   * Refunds a payment of any user. One statement decides, so only one of several concurrent refunds succeeds.
   *
   * @param amount in minor units; `null` for everything
   * @param at ISO 8601, UTC
   */
  async refund(id: string, amount: number | null, at: string): Promise<Refunding> {
    const refunded = await this.#database
      .prepare(
        `UPDATE payments SET refund_amount = coalesce(?2, amount), refunded_at = ?3
         WHERE id = ?1 AND refund_amount IS NULL AND coalesce(?2, amount) <= amount RETURNING ${COLUMNS}`,
      )
      .bind(id, amount, at)
      .first<Row>()
    if (refunded !== null) return { outcome: 'refunded', payment: paymentFrom(refunded) }
    const standing = await this.#findRow(id, { of: 'everyone' })
    if (standing === null) return { outcome: 'unknown' }
    return { outcome: standing.refund_amount === null ? 'too_much' : 'refunded_before' }
  }

  async #findRow(id: string, view: View): Promise<Row | null> {
    const { condition, values } = conditionOf(view)
    const select = this.#database
      .prepare(`SELECT ${COLUMNS} FROM payments WHERE id = ? AND ${condition}`)
      .bind(id, ...values)
    return await select.first<Row>()
  }
}

// Each has an index that begins with its column.
function conditionOf(view: View): { readonly condition: string; readonly values: readonly string[] } {
  switch (view.of) {
    case 'everyone':
      return { condition: 'TRUE', values: [] }
    case 'owner':
      return { condition: 'owner = ?', values: [view.id] }
    case 'organization':
      return { condition: 'organization = ?', values: [view.id] }
    default:
      return view satisfies never
  }
}

function paymentFrom(row: Row): Payment {
  const { id, owner, amount, currency, description, refund_amount, refunded_at } = row
  const refund = refund_amount === null || refunded_at === null ? null : { amount: refund_amount, at: refunded_at }
  return { id, owner, amount, currency, description, createdAt: row.created_at, refund }
}
