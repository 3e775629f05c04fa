// Tests which schema validates a body.
import { z } from '@hono/zod-openapi'
import { type Context, Hono } from 'hono'
import { expect, test, vi } from 'vitest'
import { problemResponse } from '../problem/problem.ts'
import { withValidInput } from './validate-input.ts'

const A = z.object({ a: z.string() })
const B = z.object({ b: z.string() })

function appOf(content: Record<string, { schema: z.ZodType }>) {
  const app = new Hono()
  app.onError((error) => problemResponse(error, 'id', 'https://api.example/'))
  app.post(
    '/',
    withValidInput({ body: { content } }, (c) => c.json(c.req.valid('json' as never))),
  )
  return (contentType: string, body: object) =>
    app.request('/', { method: 'POST', headers: { 'content-type': contentType }, body: JSON.stringify(body) })
}

test('a body is validated where the media type of the contract has a parameter', async () => {
  const send = appOf({ 'application/json; charset=utf-8': { schema: A } })
  expect((await send('application/json', { a: 1 })).status).toBe(400)
  const answer = await send('application/json', { a: 'x', more: true })
  expect([answer.status, await answer.json()]).toEqual([200, { a: 'x' }])
})

test('a body is validated by the schema of its own media type alone', async () => {
  const send = appOf({ 'application/json': { schema: A }, 'application/merge-patch+json': { schema: B } })
  for (const [contentType, body] of [
    ['application/json', { a: 'x' }],
    ['application/merge-patch+json', { b: 'x' }],
  ] as const) {
    const answer = await send(contentType, body)
    expect([answer.status, await answer.json()]).toEqual([200, body])
  }
  expect((await send('application/json', { b: 'x' })).status).toBe(400)
})

test('what validates is made by the first request of a route, once, and each part is validated before the handler', async () => {
  const app = new Hono()
  app.onError((error) => problemResponse(error, 'id', 'https://api.example/'))
  const content = vi.fn(() => ({ 'application/json': { schema: A } }))
  const body = {
    get content() {
      return content()
    },
  }
  const handler = vi.fn((c: Context) =>
    c.json([c.req.valid('param' as never), c.req.valid('query' as never), c.req.valid('json' as never)]),
  )
  app.post('/items/:id', withValidInput({ params: z.object({ id: z.string().max(2) }), query: B, body }, handler))
  const send = (path: string) =>
    app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ a: 'x' }),
    })
  expect(content).not.toHaveBeenCalled()
  expect((await send('/items/1')).status).toBe(400)
  expect((await send('/items/123?b=y')).status).toBe(400)
  expect(handler).not.toHaveBeenCalled()
  const answer = await send('/items/1?b=y')
  expect([answer.status, await answer.json()]).toEqual([200, [{ id: '1' }, { b: 'y' }, { a: 'x' }]])
  expect(content).toHaveBeenCalledTimes(1)
})

test('a handler without input may leave the answer to the next one', async () => {
  const app = new Hono()
  app.get(
    '/',
    withValidInput({}, async (_c, next) => await next()),
  )
  app.get('/', (c) => c.text('next'))
  expect(await (await app.request('/')).text()).toBe('next')
})
