import { describe, expect, test } from 'vitest'
import { paymentSchema } from '../contract.ts'
import { passerBy, person, refusalIn, useClients } from './testing/client.ts'

useClients()

const PAY = 'write:payments read:payments'
const STAFF = ['refund:payments']

async function paid(amount: number) {
  const [customer, staff] = [await person(PAY), await person('', STAFF)]
  return { customer, staff, payment: await customer.pay(amount) }
}

describe('refunding a payment', () => {
  test('pays back everything, to somebody else than who pays it back', async () => {
    const { customer, staff, payment } = await paid(1250)
    const response = await staff.refund(payment.id, {})
    expect(response.status).toBe(200)
    const refunded = paymentSchema.parse(await response.json())
    expect(refunded).toMatchObject({ ...payment, refund: { amount: 1250 } })
    expect(await (await customer.send('GET', `/payments/${payment.id}`)).json()).toEqual(refunded)
  })

  test('pays back a part of it, or exactly all of it', async () => {
    for (const amount of [1, 1250]) {
      const { staff, payment } = await paid(1250)
      const refunded = paymentSchema.parse(await (await staff.refund(payment.id, { amount })).json())
      expect(refunded.refund?.amount).toBe(amount)
    }
  })

  test('of more than was paid is a conflict that says so, and leaves the payment as it was', async () => {
    const { customer, staff, payment } = await paid(1250)
    const response = await staff.refund(payment.id, { amount: 1251 })
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({ code: 'conflict', detail: 'The refund is more than was paid.' })
    expect(await (await customer.send('GET', `/payments/${payment.id}`)).json()).toEqual(payment)
  })

  test('a second time is a conflict, also when the first was for a part', async () => {
    const { staff, payment } = await paid(1250)
    await staff.refund(payment.id, { amount: 1 })
    const response = await staff.refund(payment.id, { amount: 1 })
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({ code: 'conflict', detail: 'The payment has already been refunded.' })
  })

  test('happens once when twenty refunds race', async () => {
    const { customer, staff, payment } = await paid(1250)
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => staff.refund(payment.id, { amount: index + 1 })),
    )
    const [won, ...others] = responses.toSorted((left, right) => left.status - right.status)
    expect(won?.status).toBe(200)
    expect(others.map((response) => response.status)).toEqual(Array(19).fill(409))
    expect(await (await customer.send('GET', `/payments/${payment.id}`)).json()).toEqual(await won?.json())
  })

  test('that does not exist is unknown', async () => {
    const staff = await person('', STAFF)
    expect(await refusalIn(await staff.refund('nonsense', {}))).toEqual({ status: 404, code: 'not_found' })
  })

  test.each([
    ['nothing', { amount: 0 }],
    ['a negative amount', { amount: -1 }],
    ['a fraction of a cent', { amount: 0.5 }],
    ['a null', { amount: null }],
    ['a field that nobody knows', { amount: 1, to: 'me' }],
    ['a list', []],
  ])('with %s is refused', async (_, body) => {
    const { staff, payment } = await paid(1250)
    expect(await refusalIn(await staff.refund(payment.id, body))).toEqual({ status: 400, code: 'request_invalid' })
  })

  test.each([
    ['no body at all', undefined, {}],
    ['an empty body', '', {}],
    ['an empty body of another media type', '', { 'content-type': 'text/plain' }],
    ['a body whose media type is text', '{}', { 'content-type': 'text/plain' }],
  ])('with %s pays nothing back', async (_, body, headers) => {
    const { customer, staff, payment } = await paid(1250)
    const answer = await staff.send('POST', `/payments/${payment.id}/refund`, body, headers)
    expect([400, 415]).toContain(answer.status)
    expect(await (await customer.send('GET', `/payments/${payment.id}`)).json()).toEqual(payment)
  })

  test('needs the permission: the scope is not enough, nor is it to own the payment', async () => {
    const customer = await person(`${PAY} refund:payments`)
    const payment = await customer.pay(1250)
    expect(await refusalIn(await customer.refund(payment.id, { nonsense: true }))).toEqual({
      status: 403,
      code: 'permission_missing',
    })
    expect((await passerBy().refund(payment.id, { nonsense: true })).status).toBe(401)
  })
})
