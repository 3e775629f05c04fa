// What a domain's answers say of what came with its keys from the gateway: the words of refusals, and whether they are explained.
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

async function openDomain(terms: FakeSource['terms']) {
  const key = await makeKey('k')
  const source = new FakeSource(systemClock, { [ISSUER]: [key] })
  source.terms = terms
  const domain = createDomain<DomainBindings, typeof routes>({ routes, handlers: { listThings: (c) => c.text('') } })
  const context = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} }
  const ask = async (headers: Record<string, string>): Promise<Response> =>
    await domain.fetch(new Request('https://api.example/things', { headers }), { AUTH: source }, context)
  const now = Math.floor(systemClock.now() / 1000)
  const tokenFor = async (scope: string) => await mint(key, { scope, iat: now, nbf: now, exp: now + 60 })
  return { ask, tokenFor }
}

test('a domain names the realm and the types of problems that came with the trust document', async () => {
  const { ask, tokenFor } = await openDomain({
    refusals: { realm: 'my api', problemTypes: 'https://example.com/errors#' },
  })
  // No source was asked for a key yet.
  expect((await ask({})).headers.get('www-authenticate')).toMatch(/^Bearer realm="gatehouse", /)
  const refused = await ask({ authorization: `Bearer ${await tokenFor('other')}` })
  expect(refused.status).toBe(403)
  expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer realm="my api", /)
  expect(await refused.json()).toMatchObject({ type: 'https://example.com/errors#scope_missing' })
  expect((await ask({})).headers.get('www-authenticate')).toMatch(/^Bearer realm="my api", /)
})

test.each([true, false])('a domain says how a token was verified only where refusals are explained: %s', async (is) => {
  const { ask, tokenFor } = await openDomain({ explainRefusals: is })
  const { status, headers } = await ask({ authorization: `Bearer ${await tokenFor('read:things')}` })
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(headers.has('server-timing')).toBe(is)
})
