// What a domain's refusals say: what the project says, as soon as the domain has its keys from the gateway.
import { expect, test } from 'vitest'
import { scopes } from '../access/index.ts'
import { FakeSource, ISSUER, makeKey, mint } from '../testing/access/support.ts'
import { systemClock } from './clock.ts'
import { createDomain, type DomainBindings } from './domain.ts'
import { defineRoute } from './route.ts'

const routes = [
  defineRoute({
    operationId: 'listThings',
    summary: 'List things',
    description: 'All of them.',
    method: 'get',
    path: '/things',
    access: scopes('read:things'),
    responses: { 200: { description: 'The things' } },
  }),
] as const

test('a domain names the realm and the types of problems that came with the trust document', async () => {
  const key = await makeKey('k')
  const source = new FakeSource(systemClock, { [ISSUER]: [key] })
  source.terms = { refusals: { realm: 'my api', problemTypes: 'https://example.com/errors#' } }
  const domain = createDomain<DomainBindings, typeof routes>({ routes, handlers: { listThings: (c) => c.text('') } })
  const context = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} }
  const ask = async (headers: Record<string, string>): Promise<Response> =>
    await domain.fetch(new Request('https://api.example/things', { headers }), { AUTH: source }, context)
  // No source was asked for a key yet.
  expect((await ask({})).headers.get('www-authenticate')).toMatch(/^Bearer realm="gatehouse", /)
  const now = Math.floor(systemClock.now() / 1000)
  const token = await mint(key, { scope: 'other', iat: now, nbf: now, exp: now + 60 })
  const refused = await ask({ authorization: `Bearer ${token}` })
  expect(refused.status).toBe(403)
  expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer realm="my api", /)
  expect(await refused.json()).toMatchObject({ type: 'https://example.com/errors#scope_missing' })
  expect((await ask({})).headers.get('www-authenticate')).toMatch(/^Bearer realm="my api", /)
})
