// The search domain, called through the gateway as its clients do.
import { expect, test } from 'vitest'
import { bearer, useSystem } from 'gatehouse/testing'

const system = useSystem()

const search = async (q: string) => {
  const answer = await system().fetch(`/search?${new URLSearchParams({ q })}`)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { results: { id: string }[] }).results.map(({ id }) => id)
}

async function put(id: string, text: string): Promise<number> {
  const token = await system().token({ user: 'admin', scope: 'write:search' })
  const headers = { 'content-type': 'application/json', ...bearer(token) }
  const body = JSON.stringify({ title: 'A bird', text })
  return (await system().fetch(`/search/documents/${id}`, { method: 'PUT', headers, body })).status
}

test('anybody finds a document by words that it holds, in any form', async () => {
  expect(await search('token')).toEqual(['tokens'])
  expect(await search('applications scope')).toEqual(['scopes'])
})

test('a document that is put again replaces the one before', async () => {
  expect(await put('bird', 'A heron')).toBe(204)
  expect(await search('heron')).toEqual(['bird'])
  expect(await put('bird', 'A stork')).toBe(204)
  expect([await search('heron'), await search('stork')]).toEqual([[], ['bird']])
})

test.each(['"', 'heron OR', 'NEAR(', '* -', "'; DROP TABLE documents"])(
  'the query %s is text and no operator',
  async (q) => {
    expect(await search(q)).toEqual([])
  },
)
