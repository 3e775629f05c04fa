// The payments Worker: its handlers, one for each route of the contract. Everybody sees their own payments only.
import { createDomain, type DomainBindings, ProblemError, systemClock } from 'gatehouse/domain'
import { type Payment, routes } from '../contract.ts'

/** What wrangler generates for this Worker, and the methods of the gateway's key service. */
type PaymentsBindings = PaymentsEnv & DomainBindings

const COLUMNS = 'id, amount, currency, created_at AS createdAt'

export default createDomain<PaymentsBindings, typeof routes>({
  routes,
  handlers: {
    listPayments: async (c) => {
      const { results } = await c.env.DB.prepare(
        `SELECT ${COLUMNS} FROM payments WHERE owner = ? ORDER BY seq DESC LIMIT ?`,
      )
        .bind(c.get('principal').id, c.req.valid('query').limit)
        .all<Payment>()
      return c.json({ payments: results }, 200)
    },

    createPayment: async (c) => {
      const { amount, currency } = c.req.valid('json')
      const key = c.req.valid('header')['Idempotency-Key'] ?? null
      const owner = c.get('principal').id
      const createdAt = new Date(systemClock.now()).toISOString()
      // The unique index decides between requests with the same key, and keeps the first one.
      const payment = await c.env.DB.prepare(
        `INSERT INTO payments (id, owner, idempotency_key, amount, currency, created_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (owner, idempotency_key) DO UPDATE SET owner = owner RETURNING ${COLUMNS}`,
      )
        .bind(crypto.randomUUID(), owner, key, amount, currency, createdAt)
        .first<Payment>()
      if (payment?.amount !== amount || payment.currency !== currency) throw new ProblemError('conflict')
      return c.json(payment, 201)
    },

    getPayment: async (c) => {
      const payment = await c.env.DB.prepare(`SELECT ${COLUMNS} FROM payments WHERE id = ? AND owner = ?`)
        .bind(c.req.valid('param').id, c.get('principal').id)
        .first<Payment>()
      if (payment === null) throw new ProblemError('not_found')
      return c.json(payment, 200)
    },
  },
})
