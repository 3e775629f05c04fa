// Tests the known attacks on access tokens through the endpoint of the tools: each is refused there as everywhere, for a list and for a call.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TABLE } from '../../../test/application/src/generated/table.ts'
import { scopes } from '../../access/index.ts'
import { ATTACKS, good, key, other, OTHER_ISSUER } from '../../testing/access/attacks.ts'
import { ISSUER, openGate } from '../../testing/access/support.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'
import { echo, messageOf } from '../../testing/access/tool-client.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const access = scopes('read:things')
const { tools } = TABLE
const routes = TABLE.routes.map((row) => (row.operationId === 'listPayments' ? { ...row, access } : row))
const table = { ...TABLE, routes, ...(tools && { tools: { ...tools, access } }) }

/** What both messages are answered: the code of a refusal, or `passes`. */
async function outcomesOf(token: string): Promise<unknown[]> {
  const { gate } = openGate({ [ISSUER]: [key], [OTHER_ISSUER]: [other] })
  const gateway = openGateway(key, undefined, { table, tenant: { gate }, service: () => ({ fetch: echo }) })
  const outcomes: unknown[] = []
  for (const message of [messageOf(token, 'tools/list'), messageOf(token, 'tools/call', { name: 'listPayments' })]) {
    const answer = await gateway.send('/mcp', message)
    const { code, result }: { readonly code?: string; readonly result?: object } = await answer.json()
    outcomes.push(result === undefined ? code : 'passes')
  }
  return outcomes
}

test('a token without an attack passes, or the tests below prove nothing', async () => {
  expect(await outcomesOf(good)).toEqual(['passes', 'passes'])
})

test.each(ATTACKS)('$section: whoever $attack is answered $outcome', async ({ token, outcome }) => {
  expect(await outcomesOf(await token)).toEqual([outcome, outcome])
})
