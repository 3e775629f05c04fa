// The sample things domain, asked through the gateway as its clients do.
import { expect, test } from 'vitest'
import { bearer, useSystem } from 'gatehouse/testing'

const system = useSystem()
const asked = async (path: string) =>
  await system().fetch(path, { headers: bearer(await system().token({ scope: 'read:sample-things' })) })

test('the sample things are listed', async () => {
  const answer = await asked('/sample-things')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ sampleThings: [{ id: 'first' }, { id: 'second' }] })
})

test('one sample thing is found by its id, and another id is 404', async () => {
  expect(await (await asked('/sample-things/second')).json()).toEqual({ id: 'second', name: 'The second one' })
  const missing = await asked('/sample-things/third')
  expect(missing.status).toBe(404)
  expect(await missing.json()).toMatchObject({ code: 'not_found' })
})

test('nobody reads sample things without the scope', async () => {
  expect((await system().fetch('/sample-things')).status).toBe(401)
  const other = bearer(await system().token({ user: 'nobody' }))
  expect((await system().fetch('/sample-things', { headers: other })).status).toBe(403)
  expect((await system().fetch('/sample-things/first', { headers: other })).status).toBe(403)
})
