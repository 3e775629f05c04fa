import { describe, expect, test } from 'vitest'
import { type Client, machine, passerBy, person, refusalIn, useClients } from './testing/client.ts'

useClients()

const PAY = 'write:payments read:payments'
const ALL = ['read:all-payments']

async function everyPage(client: Client, limit: number): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page = await client.page(`limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    ids.push(...page.payments.map((payment) => payment.id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}

describe('listing payments', () => {
  test('shows the newest first', async () => {
    const ada = await person(PAY)
    const made = [await ada.pay(1), await ada.pay(2), await ada.pay(3)]
    expect((await ada.page('')).payments).toEqual(made.toReversed())
  })

  test('shows twenty unless asked otherwise, and says when there are no more', async () => {
    const ada = await person(PAY)
    await Promise.all(Array.from({ length: 21 }, () => ada.pay(1)))
    const page = await ada.page('')
    expect(page.payments).toHaveLength(20)
    const rest = await ada.page(`cursor=${page.nextCursor}`)
    expect(rest.payments).toHaveLength(1)
    expect(rest.nextCursor).toBeNull()
    expect((await ada.page('limit=21')).nextCursor).toBeNull()
  })

  test('turns its pages without gap or repetition, also among payments of the same instant', async () => {
    const ada = await person(PAY)
    const made = await Promise.all(Array.from({ length: 20 }, () => ada.pay(1)))
    const listed = await everyPage(ada, 3)
    expect(listed).toHaveLength(20)
    expect(new Set(listed)).toEqual(new Set(made.map((payment) => payment.id)))
    expect(await everyPage(ada, 7)).toEqual(listed)
  })

  test('goes on where it was when new payments come in', async () => {
    const ada = await person(PAY)
    const [first, second, third] = [await ada.pay(1), await ada.pay(2), await ada.pay(3)]
    const page = await ada.page('limit=1')
    expect(page.payments).toEqual([third])
    await ada.pay(4)
    expect((await ada.page(`limit=5&cursor=${page.nextCursor}`)).payments).toEqual([second, first])
  })

  test.each([
    ['a cursor that was never given', 'cursor=nonsense'],
    ['an empty cursor', 'cursor='],
    ['a cursor that is SQL', `cursor=${encodeURIComponent("' OR 1=1 --")}`],
    ['two cursors', 'cursor=a&cursor=b'],
    ['a page of none', 'limit=0'],
    ['a page of 1,001', 'limit=1001'],
    ['half a payment', 'limit=1.5'],
    ['a limit that is no number', 'limit=many'],
  ])('with %s is refused', async (_, query) => {
    const ada = await person(PAY)
    const refusal = await refusalIn(await ada.send('GET', `/payments?${query}`))
    expect(refusal).toEqual({ status: 400, code: 'request_invalid' })
  })
})

describe('the payments of others', () => {
  test('are neither listed nor read nor found by cursor', async () => {
    const [ada, bob] = [await person(PAY), await person(PAY)]
    const payment = await ada.pay(1)
    await ada.pay(2)
    const { nextCursor } = await ada.page('limit=1')
    expect((await bob.page('')).payments).toEqual([])
    expect(await refusalIn(await bob.send('GET', `/payments/${payment.id}`))).toEqual({
      status: 404,
      code: 'not_found',
    })
    expect((await bob.send('GET', `/payments?cursor=${nextCursor}`)).status).toBe(400)
  })

  test('look to others as payments that do not exist', async () => {
    const [ada, bob] = [await person(PAY), await person(PAY)]
    const { id } = await ada.pay(1)
    const absent = id.replace(/.{12}$/, '000000000000')
    const answers = await Promise.all(
      [id, absent, 'nonsense', '%00'].map(async (name) => await refusalIn(await bob.send('GET', `/payments/${name}`))),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })

  test('are shown to a machine with the permission, page by page', async () => {
    const [ada, bob] = [await person(PAY), await person(PAY)]
    const made = [await ada.pay(1), await bob.pay(2)]
    const auditor = await machine('read:payments', ALL)
    expect((await auditor.page('limit=2')).payments).toEqual(made.toReversed())
    expect(await (await auditor.send('GET', `/payments/${made[0]?.id}`)).json()).toEqual(made[0])
    const { nextCursor } = await auditor.page('limit=1')
    expect((await auditor.page(`limit=1&cursor=${nextCursor}`)).payments).toEqual([made[0]])
  })

  test.each([
    ['a machine without the permission', async () => await machine('read:payments', [])],
    ['a machine with the scope only', async () => await machine('read:payments read:all-payments', [])],
    ['a person with the permission', async () => await person('read:payments', ALL)],
  ])('are not shown to %s', async (_, arrive) => {
    const ada = await person(PAY)
    const payment = await ada.pay(1)
    const client = await arrive()
    expect((await client.page('')).payments).toEqual([])
    expect((await client.send('GET', `/payments/${payment.id}`)).status).toBe(404)
  })

  test('who asks is settled before what they ask', async () => {
    const writer = await person('write:payments')
    expect((await passerBy().send('GET', '/payments?limit=0')).status).toBe(401)
    expect((await writer.send('GET', '/payments?limit=0')).status).toBe(403)
    expect((await writer.send('GET', '/payments/nonsense')).status).toBe(403)
  })
})
