// The insights domain, called through the gateway as its clients do.
import { expect, test } from 'vitest'
import { bearer, useSystem, withSystem } from 'gatehouse/testing'

const SCOPE = 'read:insights read:payments write:payments'
const system = useSystem()

test('the payments of the caller are added up by currency', async () => {
  const headers = bearer(await system().token({ user: 'admin', scope: SCOPE }))
  for (const [amount, currency] of [
    [100, 'EUR'],
    [250, 'EUR'],
    [70, 'CHF'],
  ] as const)
    await system().fetch('/payments', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ amount, currency }),
    })
  const { currencies } = (await (await system().fetch('/insights/payments', { headers })).json()) as {
    currencies: object[]
  }
  expect(currencies).toHaveLength(2)
  expect(currencies).toContainEqual({ currency: 'EUR', count: 2, total: 350 })
})

test('a caller who may not read payments is refused', async () => {
  const headers = bearer(await system().token({ user: 'admin', scope: 'read:insights' }))
  expect((await system().fetch('/insights/payments', { headers })).status).toBe(403)
})

test('without the payments domain the answer is an outage, and not an empty list', async () => {
  await withSystem({ without: ['payments'] }, async (alone) => {
    const headers = bearer(await alone.token({ user: 'admin', scope: SCOPE }))
    const answer = await alone.fetch('/insights/payments', { headers })
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'service_unavailable' }),
    ])
  })
})
