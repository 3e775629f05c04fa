// Tests the limits of size and rate: bodies larger than their route accepts, and callers that call too often.
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { MANY_COMMANDS_MILLIS } from '../../src/testing/slow-machine.ts'
import { bearer, startSystem, type System, withSystem } from '../../src/testing/system.ts'

const MIB = 1_048_576

let system: System
beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system.stop()
})

/** Sends a body piece by piece, its length declared or not, as a raw client does. */
function send(path: string, headers: Readonly<Record<string, string>>, pieces: readonly string[]) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request(`${system.url}${path}`, { method: 'POST', headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    // Whoever is refused while they still send may find the connection closed under them.
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error)
    })
    for (const piece of pieces) outgoing.write(piece)
    outgoing.end()
  })
}

async function payer(): Promise<Record<string, string>> {
  const token = await system.token({ user: 'admin', scope: 'read:payments write:payments' })
  return { ...bearer(token), 'content-type': 'application/json' }
}

async function countPayments(headers: Record<string, string>): Promise<number> {
  const { payments } = (await (await system.fetch('/payments?limit=100', { headers })).json()) as {
    payments: unknown[]
  }
  return payments.length
}

describe('a body that is larger than its route takes', () => {
  test('is refused by the length that it declares, before a byte of it is read', async () => {
    const headers = { ...(await payer()), 'content-length': String(MIB + 1) }
    const { status, text } = await send('/payments', headers, ['{', ' '.repeat(MIB)])
    expect([status, JSON.parse(text)]).toMatchObject([413, { code: 'body_too_large' }])
  })

  test('is refused when it declares nothing, and nothing came of the part that had passed', async () => {
    onTestFailed(() => system.harness.debug())
    const headers = await payer()
    const before = await countPayments(headers)
    // The first part is a whole payment: a service that took the cut for the end would make it.
    const pieces = ['{"amount":1250,"currency":"EUR"}', ...Array.from({ length: 40 }, () => ' '.repeat(32_768))]
    const { status, text } = await send('/payments', { ...headers, 'transfer-encoding': 'chunked' }, pieces)
    expect([status, JSON.parse(text)]).toMatchObject([413, { code: 'body_too_large' }])
    expect(await countPayments(headers)).toBe(before)
  })

  test('does not harm the next one', async () => {
    const headers = await payer()
    const before = await countPayments(headers)
    const { status } = await send('/payments', headers, ['{"amount":1250,"currency":"EUR"}'])
    expect([status, await countPayments(headers)]).toEqual([201, before + 1])
  })

  test('is documented for every operation of a service, with or without a body of its own', async () => {
    const { paths } = (await (await system.fetch('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { responses: object }>>
    }
    expect(paths['/payments']?.['post']?.responses).toHaveProperty('413')
    // The length that GET declares is judged too.
    expect(paths['/payments']?.['get']?.responses).toHaveProperty('413')
    expect(paths['/me']?.['get']?.responses).not.toHaveProperty('413')
  })
})

test('a body as large as its route takes passes, declared or not', async () => {
  const headers = await payer()
  const payment = '{"amount":1250,"currency":"EUR"}'
  const body = payment + ' '.repeat(MIB - payment.length)
  const declared = { ...headers, 'content-length': String(MIB) }
  expect((await send('/payments', declared, [body])).status).toBe(201)
  const pieces = [body.slice(0, 100_000), body.slice(100_000)]
  expect((await send('/payments', { ...headers, 'transfer-encoding': 'chunked' }, pieces)).status).toBe(201)
})

test(
  'whoever calls a strict route too often is told when to come back, and nobody else is held up',
  async () => {
    await withSystem({}, async (fresh) => {
      const [eager, other] = [await fresh.token({ user: 'admin' }), await fresh.token({ machine: true })]
      const refund = (token: string) =>
        fresh.fetch('/payments/none/refund', {
          method: 'POST',
          headers: { ...bearer(token), 'content-type': 'application/json' },
          body: '{}',
        })
      // The counter begins anew with each minute, so calls may lie across two: one after the other they would never be too many on a
      // machine that takes more than a second for each.
      const answers: Awaited<ReturnType<typeof refund>>[] = []
      while (answers.every(({ status }) => status !== 429))
        answers.push(...(await Promise.all(Array.from({ length: 61 }, () => refund(eager)))))
      const [refused = [], passed = []] = [429, 404].map((code) => answers.filter(({ status }) => status === code))
      expect(refused.length + passed.length).toBe(answers.length)
      expect(passed.length).toBeGreaterThanOrEqual(60)
      const [refusal = await refund(eager)] = refused
      expect(refusal.headers.get('retry-after')).toBe('60')
      expect(await refusal.json()).toMatchObject({ code: 'rate_limited', retryAfter: 60 })
      expect((await refund(other)).status).toBe(404)
      expect((await fresh.fetch('/me', { headers: bearer(eager) })).status).toBe(200)
    })
  },
  MANY_COMMANDS_MILLIS,
)

test('too many calls are documented wherever they are refused', async () => {
  const { paths } = (await (await system.fetch('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId: string; responses: object }>>
  }
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const without = operations.filter(({ responses }) => !('429' in responses)).map(({ operationId }) => operationId)
  // Two of the gateway, and two whose contract says `rate: 'none'`.
  expect(without.toSorted()).toEqual(['relayStatement', 'showHealth', 'showReadiness', 'showStatement'])
})
