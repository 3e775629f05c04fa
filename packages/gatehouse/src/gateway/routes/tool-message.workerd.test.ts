// Tests what becomes of the token of a message, which is judged before the message is read (MCP 2026-07-28, Authorization).
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { TABLE } from '../../../test/application/src/generated/table.ts'
import { makeClient, memoryOfProofs } from '../../testing/access/proofs.ts'
import { makeKey, mint, openGate, type SigningKey, START_SECONDS } from '../../testing/access/support.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'
import { echo, type HeadersByName, messageOf } from '../../testing/access/tool-client.ts'

let key: SigningKey
beforeAll(async () => {
  key = await makeKey('ours')
})
beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const callOf = (name: string, args: object, headers: HeadersByName) =>
  messageOf('', 'tools/call', { name, arguments: args }, headers)

test('a message in an outage of the memory of proofs is that outage, whatever its size, and not a proof that is used', async () => {
  const client = await makeClient()
  const bound = await mint(key, { scope: 'read:payments', cnf: { jkt: client.thumbprint } })
  const taken = memoryOfProofs()
  // It records the proof, and its answer is lost.
  const claim: typeof taken.claim = async (...proof) => {
    if (await taken.claim(...proof)) throw new Error('lost')
    return false
  }
  const { gate } = openGate([key], { mode: 'allowed', replay: { claim } })
  const gateway = openGateway(key, undefined, { tenant: { gate }, service: () => ({ fetch: echo }) })
  for (const cursor of ['', 'x'.repeat(100_000)]) {
    const dpop = await client.prove(bound, { htm: 'POST', htu: 'https://api.example/mcp' })
    const message = callOf('listPayments', { cursor }, { authorization: `DPoP ${bound}`, dpop })
    const answer = await gateway.send('/mcp', message)
    expect(await answer.text()).toContain('proofs_unavailable')
  }
})

test('a call with a bad token is refused where its operation reads one, and passes where it reads none', async () => {
  const opened = { ...TABLE, routes: TABLE.routes.map((row) => ({ ...row, access: { kind: 'anyone' } as const })) }
  const codes = []
  for (const table of [TABLE, opened]) {
    const gateway = openGateway(key, undefined, { table, service: () => ({ fetch: echo }) })
    const answer = await gateway.send('/mcp', callOf('getDocument', { id: 'a' }, { authorization: 'Bearer x.y.z' }))
    codes.push(answer.status)
  }
  expect(codes).toEqual([401, 200])
})

test('a message of more than 64 KiB gets the refusal of its bad token also where no tool needs one, and is too large without one', async () => {
  const { tools } = TABLE
  if (tools === undefined) throw new TypeError('the application has no tools')
  const table = { ...TABLE, tools: { ...tools, access: { kind: 'guest' } as const } }
  const codes = []
  for (const authorization of ['Bearer x.y.z', '']) {
    const gateway = openGateway(key, undefined, { table })
    const answer = await gateway.send('/mcp', callOf('getDocument', { id: 'x'.repeat(100_000) }, { authorization }))
    codes.push((await answer.json<{ code: string }>()).code)
  }
  expect(codes).toEqual(['token_malformed', 'body_too_large'])
})

test('a call is refused when its token expires while it arrives', async () => {
  const { gate, clock } = openGate([key])
  let calls = 0
  const service = () => ({ fetch: async () => new Response(String((calls += 1))) })
  const gateway = openGateway(key, undefined, { tenant: { gate }, service })
  const short = await mint(key, { scope: 'read:payments', exp: START_SECONDS + 120 })
  const { body, ...message } = callOf('listPayments', {}, { authorization: `Bearer ${short}` })
  const send = async (seconds: number) => {
    const slow = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          clock.advance(seconds)
          controller.enqueue(new TextEncoder().encode(body))
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    return await gateway.send('/mcp', { ...message, body: slow })
  }
  expect([(await send(60)).status, calls]).toEqual([200, 1])
  const refused = await send(3600)
  expect([refused.status, calls]).toEqual([401, 1])
  expect(await refused.json()).toMatchObject({ code: 'token_expired' })
})
