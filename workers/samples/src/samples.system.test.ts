// The samples domain, called through the gateway as its clients do.
import { expect, test } from 'vitest'
import { bearer, useSystem } from 'gatehouse/testing'

const system = useSystem()

test('the public route greets everybody, and the secure one whoever may read reports', async () => {
  expect((await system().fetch('/public')).status).toBe(200)
  expect((await system().fetch('/secure')).status).toBe(401)
  const token = await system().token({ user: 'reader', scope: 'read:reports' })
  expect((await system().fetch('/secure', { headers: bearer(token) })).status).toBe(200)
})
