// Speaks to the insights domain through the gateway, as its clients do. Every person is a new one, so that no test
// counts the payments of another.
import { bearer, type System } from 'gatehouse/testing'
import { paymentInsightsSchema } from '../../contract.ts'
import { domainWorkerName } from 'gatehouse/testing'

/** What a token needs here. */
export const READ = 'read:insights read:payments'

/** Somebody whom nobody has seen before. */
export async function person(system: System, scope = READ, order: object = {}) {
  const claims = { sub: `auth0|${crypto.randomUUID()}` }
  const token = await system.mint({ user: 'nobody@example.com', scope, claims, ...order })
  return { ...clientWith(system, token), subject: claims.sub }
}

/** An application on its own behalf. */
export async function machine(system: System, permissions: readonly string[]) {
  return clientWith(system, await system.mint({ client: 'local-machine', scope: READ, claims: { permissions } }))
}

function clientWith(system: System, token: string) {
  const get = async (path: string, headers: Record<string, string> = {}) =>
    await system.fetch(path, { headers: { ...bearer(token), ...headers } })
  return {
    get,
    pay: async (amount: number, currency = 'EUR', description?: string) => {
      const body = JSON.stringify({ amount, currency, description })
      const headers = { ...bearer(token), 'content-type': 'application/json' }
      const answer = await system.fetch('/payments', { method: 'POST', headers, body })
      if (answer.status !== 201) throw new Error(`payments answered ${answer.status}: ${await answer.text()}`)
    },
    insights: async (query = '') => {
      const answer = await get(`/insights/payments${query}`)
      if (answer.status !== 200) throw new Error(`insights answered ${answer.status}: ${await answer.text()}`)
      return paymentInsightsSchema.parse(await answer.json())
    },
  }
}

/** Payments of an owner straight in the database: one a minute, of 1, 2, 3 … minor units; every third paid back. */
export async function store(system: System, owner: string, payments: number, firstAt: string): Promise<void> {
  type Statement = { bind(...values: unknown[]): { run(): Promise<unknown> } }
  type Bindings = { DB: { prepare(sql: string): Statement } }
  const { DB } = await system.harness.getWorker<Bindings>(domainWorkerName('payments')).getEnv()
  await DB.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)
     INSERT INTO payments (id, owner, amount, currency, created_at, refund_amount, refunded_at)
     SELECT ?1 || '-' || n, ?1, n, 'EUR', strftime('%Y-%m-%dT%H:%M:%fZ', ?3, '+' || (n - 1) || ' minutes'),
       iif(n % 3 = 0, n, NULL), iif(n % 3 = 0, ?3, NULL) FROM numbers`,
  )
    .bind(owner, payments, firstAt)
    .run()
}

/** An answer that is read piece by piece. */
export function readerOf(answer: { readonly body: unknown }) {
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let text = ''
  return {
    /** Everything up to this text and what came with it, taken away; what is left when the answer ends before. */
    until: async (wanted: string): Promise<string> => {
      while (!text.includes(wanted)) {
        const { done, value } = await reader.read()
        if (done) break
        text += decoder.decode(value, { stream: true })
      }
      const end = text.includes(wanted) ? text.indexOf(wanted) + wanted.length : text.length
      const taken = text.slice(0, end)
      text = text.slice(end)
      return taken
    },
    cancel: async (): Promise<void> => await reader.cancel(),
  }
}
