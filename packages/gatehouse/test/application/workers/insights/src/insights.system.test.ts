// Insights of real payments, through the whole system.
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { bearer, linesOf, makeClient, startSystem, type System } from 'gatehouse/testing'
import { paymentTotalsSchema } from '../contract.ts'
import { machine, person, READ, readerOf, store } from './testing/client.ts'

const PAY = `${READ} write:payments`
const TODAY = new Date().toISOString().slice(0, 10)

let system: System
beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system.stop()
})
beforeEach(() => {
  onTestFailed(() => system.harness.debug())
})

function dataIn(event: string) {
  return paymentTotalsSchema.parse(JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? 'null'))
}

describe('the insights of payments', () => {
  test('are totals, percentiles and days by currency', async () => {
    const ada = await person(system, PAY)
    for (const amount of [500, 2000, 1250]) await ada.pay(amount)
    await ada.pay(70, 'JPY')
    expect(await ada.insights()).toEqual({
      from: null,
      to: null,
      complete: true,
      currencies: [
        {
          currency: 'EUR',
          count: 3,
          total: 3750,
          refunded: 0,
          mean: 1250,
          smallest: 500,
          largest: 2000,
          percentiles: { p50: 1250, p90: 2000, p99: 2000 },
          days: [{ date: TODAY, count: 3, total: 3750 }],
        },
        {
          currency: 'JPY',
          count: 1,
          total: 70,
          refunded: 0,
          mean: 70,
          smallest: 70,
          largest: 70,
          percentiles: { p50: 70, p90: 70, p99: 70 },
          days: [{ date: TODAY, count: 1, total: 70 }],
        },
      ],
    })
  })

  test('count past one page, and hold their days to the minute', async () => {
    const ada = await person(system)
    await store(system, ada.subject, 2_500, '2026-03-01T22:20:00.000Z')
    const { complete, currencies } = await ada.insights()
    expect(complete).toBe(true)
    expect(currencies).toMatchObject([
      { count: 2_500, total: (2_500 * 2_501) / 2, refunded: 3 * ((833 * 834) / 2), mean: 1_251 },
    ])
    expect(currencies[0]?.percentiles).toEqual({ p50: 1_250, p90: 2_250, p99: 2_475 })
    expect(currencies[0]?.days).toEqual([
      { date: '2026-03-01', count: 100, total: 5_050 },
      { date: '2026-03-02', count: 1_440, total: (1_540 * 1_541) / 2 - 5_050 },
      { date: '2026-03-03', count: 960, total: (2_500 * 2_501) / 2 - (1_540 * 1_541) / 2 },
    ])
    const ofADay = await ada.insights('?from=2026-03-02&to=2026-03-02')
    expect(ofADay).toMatchObject({ from: '2026-03-02', to: '2026-03-02', complete: true })
    expect(ofADay.currencies).toMatchObject([{ count: 1_440, days: [{ date: '2026-03-02' }] }])
  })

  test('say so when there are more payments than one request can count', async () => {
    const ada = await person(system)
    await store(system, ada.subject, 20_001, '2026-03-01T00:00:00.000Z')
    const { complete, currencies } = await ada.insights()
    expect([complete, currencies[0]?.count, currencies[0]?.smallest]).toEqual([false, 20_000, 2])
    // The day of the newest payment is counted whole, whatever lies before it.
    const { complete: ofADay } = await ada.insights('?from=2026-03-14')
    expect(ofADay).toBe(true)
  })

  test('are of nothing for somebody who paid nothing, whatever others paid', async () => {
    const [ada, bob] = [await person(system, PAY), await person(system)]
    await ada.pay(500)
    expect((await bob.insights()).currencies).toEqual([])
    expect((await (await machine(system, [])).insights()).currencies).toEqual([])
  })

  test('are of everyone for a machine that may see the payments of everyone', async () => {
    const [ada, bob] = [await person(system, PAY), await person(system, PAY)]
    await ada.pay(1, 'ISK')
    await bob.pay(2, 'ISK')
    const { currencies } = await (await machine(system, ['read:all-payments'])).insights(`?from=${TODAY}`)
    expect(currencies.find(({ currency }) => currency === 'ISK')).toMatchObject({ count: 2, total: 3 })
  })

  test.each([
    ['a day that does not exist', '?from=2026-02-30'],
    ['an instant for a day', '?to=2026-02-03T00:00:00Z'],
    ['days that end before they begin', '?from=2026-02-03&to=2026-02-02'],
  ])('of %s are refused', async (_title, query) => {
    const answer = await (await person(system)).get(`/insights/payments${query}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'request_invalid' })
  })
})

async function mintBound(cnf: object): Promise<string> {
  return await system.mint({ user: 'nobody@example.com', scope: READ, claims: { cnf } })
}

describe('a token that is bound', () => {
  test('to a key is shown to payments with its proof', async () => {
    const client = await makeClient()
    const token = await mintBound({ jkt: client.thumbprint })
    const dpop = await client.prove(token, `${system.url}/insights/payments`)
    const answer = await system.fetch('/insights/payments', { headers: { authorization: `DPoP ${token}`, dpop } })
    expect(answer.status).toBe(200)
  })

  test('to a certificate is shown to payments with what the platform says of the connection', async () => {
    const token = await mintBound({ 'x5t#S256': Buffer.alloc(32, 7).toString('base64url') })
    const fingerprint = { certFingerprintSHA256: '07'.repeat(32) }
    const tlsClientAuth = { certPresented: '1', certVerified: 'SUCCESS', certRevoked: '0', ...fingerprint }
    const cf = { tlsClientAuth } as NonNullable<NonNullable<Parameters<System['fetch']>[1]>['cf']>
    expect((await system.fetch('/insights/payments', { headers: bearer(token), cf })).status).toBe(200)
    expect((await system.fetch('/insights/payments', { headers: bearer(token) })).status).toBe(401)
  })
})

describe('the table of payments', () => {
  test('is CSV for a spreadsheet, quoted where it must be and without formulas', async () => {
    const ada = await person(system, PAY)
    await ada.pay(1, 'EUR', 'Tea, "green"')
    await ada.pay(2, 'EUR', '=1+1')
    await ada.pay(3)
    const answer = await ada.get('/insights/payments.csv')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="payments.csv"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const [header, ...rows] = (await answer.text()).split('\r\n')
    expect(header).toBe('id,owner,amount,currency,description,createdAt,refundAmount,refundedAt')
    const [id, at] = ['[0-9a-f-]{36}', '[0-9T:.-]{23}Z']
    expect(rows).toEqual([
      expect.stringMatching(new RegExp(`^${id},auth0\\|${id},3,EUR,,${at},,$`)),
      expect.stringMatching(new RegExp(`^${id},auth0\\|${id},2,EUR,'=1\\+1,${at},,$`)),
      expect.stringMatching(new RegExp(`^${id},auth0\\|${id},1,EUR,"Tea, ""green""",${at},,$`)),
      '',
    ])
  })

  test('has every payment of the days that were asked for, and what was paid back', async () => {
    const ada = await person(system)
    await store(system, ada.subject, 3_000, '2026-03-01T00:00:00.000Z')
    const rows = async (query: string) => (await (await ada.get(`/insights/payments.csv${query}`)).text()).split('\r\n')
    const all = await rows('')
    expect(all).toHaveLength(3_000 + 2)
    expect(all[1]).toBe(
      `${ada.subject}-3000,${ada.subject},3000,EUR,,2026-03-03T01:59:00.000Z,3000,2026-03-01T00:00:00.000Z`,
    )
    expect(await rows('?from=2026-03-02&to=2026-03-02')).toHaveLength(1_440 + 2)
    expect(await rows('?to=2026-02-01')).toHaveLength(2)
  })
})

describe('the live view', () => {
  test('tells the totals at once, and again when somebody pays', async () => {
    const ada = await person(system, PAY)
    const answer = await ada.get('/insights/payments/live')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const events = readerOf(answer)
    expect(await events.until('\n\n')).toBe('retry: 3000\n\n')
    expect(dataIn(await events.until('}\n\n'))).toEqual({ complete: true, currencies: [] })
    await ada.pay(1250)
    const changed = await events.until('}\n\n')
    expect(changed).toContain('event: totals\nid: ')
    expect(dataIn(changed)).toEqual({
      complete: true,
      currencies: [{ currency: 'EUR', count: 1, total: 1250, refunded: 0 }],
    })
    await events.cancel()
  })

  test('tells a client that comes back nothing that it knows', async () => {
    const ada = await person(system)
    const first = readerOf(await ada.get('/insights/payments/live'))
    const id = /^id: (\w+)$/m.exec(await first.until('}\n\n'))?.[1] ?? ''
    await first.cancel()
    const again = readerOf(await ada.get('/insights/payments/live', { 'last-event-id': id }))
    expect(await again.until('nothing new\n\n')).toBe('retry: 3000\n\n: nothing new\n\n')
    await again.cancel()
  })

  test('ends when the token does', async () => {
    const ada = await person(system, READ, { expiresInSeconds: 1 })
    const events = readerOf(await ada.get('/insights/payments/live'))
    expect(await events.until('}\n\n')).toContain('event: totals')
    expect(await events.until('\n\n')).toBe('')
    expect(linesOf(system, 'live_totals_ended')).toEqual([])
  })
})
