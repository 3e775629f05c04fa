// The insights Worker: it calls the payments domain with the caller's token.
import { z } from '@hono/zod-openapi'
import { callService, createDomain, type DomainBindings, ProblemError } from 'gatehouse/domain'
import { type PaymentTotal, routes } from '../contract.ts'

/** What wrangler generates for this Worker, and the methods of the gateway's key service. */
type InsightsBindings = InsightsEnv & DomainBindings

/** What is read of a list of payments: the contract of payments is its own, and may grow. */
const listSchema = z.object({ payments: z.array(z.object({ amount: z.number(), currency: z.string() })) })
type Payment = z.infer<typeof listSchema>['payments'][number]

export default createDomain<InsightsBindings, typeof routes>({
  routes,
  handlers: {
    summarizePayments: async (c) => {
      const answer = await callService(c.env.PAYMENTS, new Request(new URL('/payments?limit=100', c.req.url)), c)
      const { success, data } = listSchema.safeParse(await answer.json())
      if (!success) throw new ProblemError('service_failed')
      return c.json({ currencies: totalsOf(data.payments) }, 200)
    },
  },
})

function totalsOf(payments: readonly Payment[]): PaymentTotal[] {
  const totals = new Map<string, PaymentTotal>()
  for (const { amount, currency } of payments) {
    const { count, total } = totals.get(currency) ?? { count: 0, total: 0 }
    totals.set(currency, { currency, count: count + 1, total: total + amount })
  }
  return [...totals.values()]
}
