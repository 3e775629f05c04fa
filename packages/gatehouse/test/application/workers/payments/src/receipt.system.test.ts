import { describe, expect, test } from 'vitest'
import { machine, person, refusalIn, useClients } from './testing/client.ts'
import { paymentPageSchema, receiptSchema } from '../contract.ts'

useClients()

const PAY = 'write:payments read:payments'
const NAME = 'https://gatehouse.local/name'
const EMAIL = 'https://gatehouse.local/email'

const organization = () => `org_${crypto.randomUUID().replaceAll('-', '')}`

describe('a receipt', () => {
  test('is made out to the email address and the name that the token says', async () => {
    const ada = await person(PAY, [], { [NAME]: 'Ada', [EMAIL]: 'ada@example.com' })
    const payment = await ada.pay(1250)
    const answer = await ada.send('GET', `/payments/${payment.id}/receipt`)
    expect(receiptSchema.parse(await answer.json())).toEqual({
      payment,
      issuedTo: { email: 'ada@example.com', name: 'Ada' },
      net: 1250,
    })
  })

  test('says no name that is no text, and counts off what was paid back', async () => {
    const ada = await person(PAY, ['refund:payments'], { [NAME]: ['Ada'] })
    const { id } = await ada.pay(1250)
    await ada.refund(id, { amount: 500 })
    const answer = await ada.send('GET', `/payments/${id}/receipt`)
    expect(receiptSchema.parse(await answer.json())).toMatchObject({ issuedTo: { name: null }, net: 750 })
  })

  test('of somebody else’s payment is not to be had', async () => {
    const { id } = await (await person(PAY)).pay(1)
    const answer = await (await person(PAY)).send('GET', `/payments/${id}/receipt`)
    expect(await refusalIn(answer)).toEqual({ status: 404, code: 'not_found' })
  })

  test('needs a person whose email address is known', async () => {
    const path = '/payments/none/receipt'
    const nameless = await person(PAY, [], { [EMAIL]: null })
    expect(await refusalIn(await nameless.send('GET', path))).toEqual({ status: 403, code: 'email_missing' })
    const reader = await machine('read:payments', ['read:all-payments'])
    expect(await refusalIn(await reader.send('GET', path))).toEqual({ status: 403, code: 'user_required' })
  })
})

describe('the payments of an organization', () => {
  test('are those that its members made for it, whoever they are, and no others', async () => {
    const [acme, other] = [organization(), organization()]
    const ada = await person(PAY, [], { org_id: acme })
    const bob = await person(PAY, [], { org_id: acme })
    const made = [await ada.pay(1), await bob.pay(2)]
    await (await person(PAY, [], { org_id: other })).pay(3)
    await (await person(PAY)).pay(4)
    const answer = await ada.send('GET', '/organization/payments')
    expect(paymentPageSchema.parse(await answer.json())).toEqual({ payments: made.toReversed(), nextCursor: null })
  })

  test('come in pages, and take no cursor of another view', async () => {
    const ada = await person(PAY, [], { org_id: organization() })
    const [first, second] = [await ada.pay(1), await ada.pay(2)]
    const page = paymentPageSchema.parse(await (await ada.send('GET', '/organization/payments?limit=1')).json())
    expect(page).toEqual({ payments: [second], nextCursor: second.id })
    const next = await ada.send('GET', `/organization/payments?cursor=${page.nextCursor}`)
    expect(paymentPageSchema.parse(await next.json()).payments).toEqual([first])
    const stranger = await person(PAY, [], { org_id: organization() })
    const answer = await stranger.send('GET', `/organization/payments?cursor=${page.nextCursor}`)
    expect(await refusalIn(answer)).toEqual({ status: 400, code: 'request_invalid' })
  })

  test('are for members only', async () => {
    const answer = await (await person(PAY)).send('GET', '/organization/payments')
    expect(await refusalIn(answer)).toEqual({ status: 403, code: 'organization_required' })
  })
})
