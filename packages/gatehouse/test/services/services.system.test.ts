// Services of other stacks that verify the gateway's tokens again, each tried without the gateway.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BAD_TOKENS } from '../../src/testing/bad-tokens.ts'
import { bearer, startTenant, type Tenant } from '../../src/testing/system.ts'
import { describeParity, type ServiceAnswer } from './parity.ts'
import { findServicePython, type ServiceName, type Services, startServices } from './running-services.ts'

const python = findServicePython()
let tenant: Tenant
let services: Services

beforeAll(async () => {
  if ('missing' in python) return
  tenant = await startTenant()
  services = await startServices(python.command, tenant.url)
})
afterAll(async () => {
  await Promise.all([services?.stop(), tenant?.harness.close()])
})

const mint = (order: Readonly<Record<string, unknown>> = {}): Promise<string> => tenant.mint(order)

async function callDirectly(service: ServiceName, path: string, token?: string): Promise<ServiceAnswer> {
  const headers = token === undefined ? {} : bearer(token)
  const answer = await fetch(services.origins[service] + path, { headers })
  const challenge = answer.headers.get('www-authenticate')
  return { status: answer.status, body: await answer.json(), challenge }
}

describe.skipIf('missing' in python)('the FastAPI service itself', () => {
  describeParity({ get: (path, token) => callDirectly('blabla', path, token), mint })
})

describe.skipIf('missing' in python)('a service in Python that is called past the gateway', () => {
  test.each([
    ['blabla', '/secure'],
    ['orders', '/orders'],
    ['invoices', '/api/invoices/'],
  ] as const)('refuses every bad token: %s', async (name, path) => {
    const scope = 'read:blabla read:orders read:invoices'
    expect((await callDirectly(name, path, await mint({ scope }))).status).toBe(200)
    expect((await callDirectly(name, path, await mint())).status).toBe(403)
    for (const [code, order] of Object.entries(BAD_TOKENS))
      expect([code, (await callDirectly(name, path, await mint({ scope, ...order }))).status]).toEqual([code, 401])
    const bound = await mint({ scope, claims: { cnf: { jkt: 'A'.repeat(43) } } })
    expect((await callDirectly(name, path, bound)).status).toBe(401)
  })
})
