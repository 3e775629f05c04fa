// The sample things domain, asked through the gateway as its clients do.
import { expect, test } from 'vitest'
import { bearer, type System, useSystem } from 'gatehouse/testing'

const system = useSystem()
const tokenFor = (scope: string) => system().token({ scope })

function add(body: unknown, token: string): ReturnType<System['fetch']> {
  return system().fetch('/sample-things', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(token) },
    body: JSON.stringify(body),
  })
}

test('what was added is listed, the newest first', async () => {
  const token = await tokenFor('read:sample-things write:sample-things')
  const first = await add({ name: 'One' }, token)
  expect(first.status).toBe(201)
  const added = [await first.json(), await (await add({ name: 'Two' }, token)).json()]
  const listed = await system().fetch('/sample-things?limit=2', { headers: bearer(token) })
  expect(listed.status).toBe(200)
  expect(await listed.json()).toEqual({ sampleThings: added.toReversed() })
})

test.each([
  ['no name', {}],
  ['an empty name', { name: '' }],
  ['a name of 201 characters', { name: 'x'.repeat(201) }],
  ['a field that nobody knows', { name: 'One', more: true }],
])('one sample thing with %s is refused', async (_title, body) => {
  const answer = await add(body, await tokenFor('write:sample-things'))
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ code: 'request_invalid' })
})

test('nobody reads or adds sample things without the scope', async () => {
  const other = await system().token({ user: 'nobody' })
  expect((await system().fetch('/sample-things')).status).toBe(401)
  expect((await system().fetch('/sample-things', { headers: bearer(other) })).status).toBe(403)
  expect((await add({ name: 'One' }, other)).status).toBe(403)
})
