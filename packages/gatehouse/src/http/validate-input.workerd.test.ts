// Tests which schema validates a body.
import { z } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { problemResponse } from '../problem/problem.ts'
import { inputValidators } from './validate-input.ts'

const A = z.object({ a: z.string() })
const B = z.object({ b: z.string() })

function appOf(content: Record<string, { schema: z.ZodType }>) {
  const app = new Hono()
  app.onError((error) => problemResponse(error, 'id', 'https://api.example/'))
  app.use('/', ...inputValidators({ body: { content } }))
  app.post('/', (c) => c.json(c.req.valid('json' as never)))
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
