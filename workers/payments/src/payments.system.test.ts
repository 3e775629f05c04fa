// The payments domain, called through the gateway as its clients do.
import { expect, test } from 'vitest'
import { bearer, useSystem } from 'gatehouse/testing'

const system = useSystem()
const SCOPE = 'read:payments write:payments'

/** A person whom no other test knows. */
const newToken = (): Promise<string> =>
  system().mint({ user: 'reader@example.com', scope: SCOPE, claims: { sub: `auth0|${crypto.randomUUID()}` } })

const read = (path: string, token: string) => system().fetch(path, { headers: bearer(token) })

const pay = (amount: unknown, token: string, headers: Record<string, string> = {}) =>
  system().fetch('/payments', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers, ...bearer(token) },
    body: JSON.stringify({ amount, currency: 'EUR' }),
  })

/** Makes a payment that is accepted. */
async function payWell(amount: number, token: string): Promise<{ readonly id: string }> {
  const answer = await pay(amount, token)
  expect(answer.status).toBe(201)
  return (await answer.json()) as { id: string }
}

test('payments that were made can be read, and are listed with the newest first', async () => {
  const token = await newToken()
  const [first, second] = [await payWell(100, token), await payWell(200, token)]
  expect(await (await read('/payments', token)).json()).toEqual({ payments: [second, first] })
  expect(await (await read(`/payments/${first.id}`, token)).json()).toEqual(first)
})

test('nobody sees the payments of somebody else', async () => {
  const { id } = await payWell(100, await newToken())
  const other = await newToken()
  expect((await read(`/payments/${id}`, other)).status).toBe(404)
  expect(await (await read('/payments', other)).json()).toEqual({ payments: [] })
})

test('a request that is sent again with its key pays once, and the key is not good for another payment', async () => {
  const token = await newToken()
  const key = { 'idempotency-key': 'once' }
  const first = await (await pay(100, token, key)).json()
  expect(await (await pay(100, token, key)).json()).toEqual(first)
  expect((await pay(200, token, key)).status).toBe(409)
  expect(await (await read('/payments', token)).json()).toEqual({ payments: [first] })
})

test.each([0, 1.5, '100', null])('a payment of %s is refused', async (amount) => {
  expect((await pay(amount, await newToken())).status).toBe(400)
})
