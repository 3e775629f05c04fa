import { describe, expect, test } from 'vitest'
import { paymentSchema } from '../contract.ts'
import { passerBy, person, refusalIn, useClients } from './testing/client.ts'

useClients()

const PAY = 'write:payments read:payments'
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('making a payment', () => {
  test('it is answered with the payment and where it is', async () => {
    const ada = await person(PAY)
    const response = await ada.create({ amount: 1_000_000_000_000, currency: 'JPY', description: 'Zwölf 🎟️' })
    expect(response.status).toBe(201)
    const payment = paymentSchema.parse(await response.json())
    expect(payment).toMatchObject({ amount: 1_000_000_000_000, currency: 'JPY', description: 'Zwölf 🎟️', refund: null })
    expect(payment.id).toMatch(UUID_V7)
    expect(response.headers.get('location')).toBe(`/payments/${payment.id}`)
    const read = await ada.send('GET', `/payments/${payment.id}`)
    expect(await read.json()).toEqual(payment)
  })

  test.each([
    ['no body', undefined],
    ['a body that is not JSON', '{"amount":'],
    ['no amount', { currency: 'EUR' }],
    ['an amount of nothing', { amount: 0, currency: 'EUR' }],
    ['a negative amount', { amount: -5, currency: 'EUR' }],
    ['a fraction of a cent', { amount: 12.5, currency: 'EUR' }],
    ['an amount in a string', { amount: '12', currency: 'EUR' }],
    ['an amount past the largest', { amount: 1_000_000_000_001, currency: 'EUR' }],
    ['a currency that does not exist', { amount: 1, currency: 'EUX' }],
    ['a currency in small letters', { amount: 1, currency: 'eur' }],
    ['a description of 201 characters', { amount: 1, currency: 'EUR', description: 'x'.repeat(201) }],
    ['half a surrogate pair', '{"amount":1,"currency":"EUR","description":"\\ud800"}'],
    ['a field that nobody knows', { amount: 1, currency: 'EUR', owner: 'auth0|somebody' }],
  ])('%s is refused', async (_, body) => {
    const ada = await person(PAY)
    expect(await refusalIn(await ada.create(body))).toEqual({ status: 400, code: 'request_invalid' })
    expect((await ada.page('')).payments).toEqual([])
  })

  test('who asks is settled before what they ask', async () => {
    const reader = await person('read:payments')
    expect(await refusalIn(await passerBy().create({ nonsense: true }))).toEqual({ status: 401, code: 'token_missing' })
    expect(await refusalIn(await reader.create({ nonsense: true }))).toEqual({ status: 403, code: 'scope_missing' })
  })
})

describe('an idempotency key', () => {
  test('gives the first answer again, even after a refund', async () => {
    const ada = await person(PAY, ['refund:payments'])
    const first = await ada.create({ amount: 500, currency: 'EUR', description: 'Tea' }, 'tea-1')
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    const payment = paymentSchema.parse(await first.json())
    await ada.refund(payment.id, {})
    const second = await ada.create('{ "description": "Tea", "currency": "EUR", "amount": 500 }', 'tea-1')
    expect(second.status).toBe(201)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
    expect(await second.json()).toEqual(payment)
  })

  test.each([
    ['amount', { amount: 501, currency: 'EUR', description: 'Tea' }],
    ['currency', { amount: 500, currency: 'USD', description: 'Tea' }],
    ['description', { amount: 500, currency: 'EUR' }],
  ])('with another %s is a conflict', async (_, body) => {
    const ada = await person(PAY)
    await ada.create({ amount: 500, currency: 'EUR', description: 'Tea' }, 'tea')
    expect(await refusalIn(await ada.create(body, 'tea'))).toEqual({ status: 409, code: 'conflict' })
    expect((await ada.page('')).payments).toHaveLength(1)
  })

  test('belongs to whoever used it', async () => {
    const [ada, bob] = [await person(PAY), await person(PAY)]
    await ada.create({ amount: 500, currency: 'EUR' }, 'mine')
    const response = await bob.create({ amount: 700, currency: 'EUR' }, 'mine')
    expect(response.status).toBe(201)
    expect(response.headers.get('idempotency-replayed')).toBeNull()
  })

  test.each([
    ['another organization', 'org_b'],
    ['no organization', null],
  ])('used for one organization and sent again for %s is a conflict, and gives no payment away', async (_, org_id) => {
    const sub = `auth0|${crypto.randomUUID()}`
    const first = await person(PAY, [], { sub, org_id: 'org_a' })
    const second = await person(PAY, [], { sub, org_id })
    const body = { amount: 500, currency: 'EUR', description: 'Tea' }
    expect((await first.create(body, 'tea')).status).toBe(201)
    const answer = await second.create(body, 'tea')
    expect(await answer.clone().text()).not.toContain('Tea')
    expect(await refusalIn(answer)).toEqual({ status: 409, code: 'conflict' })
    expect((await first.create(body, 'tea')).headers.get('idempotency-replayed')).toBe('true')
    expect((await first.page('')).payments).toHaveLength(1)
  })

  test('makes one payment of twenty requests that race', async () => {
    const ada = await person(PAY)
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => ada.create({ amount: 500, currency: 'EUR' }, 'race')),
    )
    expect(responses.map((response) => response.status)).toEqual(Array(20).fill(201))
    expect(responses.filter((response) => response.headers.get('idempotency-replayed') === null)).toHaveLength(1)
    const bodies = await Promise.all(responses.map((response) => response.text()))
    expect(new Set(bodies).size).toBe(1)
    expect((await ada.page('')).payments).toHaveLength(1)
  })

  test('left out, makes a payment of every request', async () => {
    const ada = await person(PAY)
    await Promise.all([ada.pay(500), ada.pay(500)])
    expect((await ada.page('')).payments).toHaveLength(2)
  })

  test.each([
    ['256 characters', 'k'.repeat(256)],
    ['a space', 'two words'],
  ])('of %s is refused', async (_, key) => {
    const ada = await person(PAY)
    const response = await ada.create({ amount: 500, currency: 'EUR' }, key)
    expect(await refusalIn(response)).toEqual({ status: 400, code: 'request_invalid' })
  })
})
