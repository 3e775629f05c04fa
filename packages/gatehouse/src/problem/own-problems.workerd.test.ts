// Tests that a project's own problems are answered like those of the library.
import { expect, test } from 'vitest'
import { defineProblems } from './own-problems.ts'
import { ProblemError as LibraryError } from './problem-error.ts'
import { problemResponse } from './problem.ts'

const ROW = {
  status: 409,
  title: 'Order closed',
  detail: 'The order is closed.',
  why: 'It was paid.',
  remedy: 'Open one.',
}
const { problems, ProblemError } = defineProblems({
  order_closed: ROW,
  login_stale: { ...ROW, status: 401 },
  stock_unknown: { ...ROW, status: 503 },
})

test('an own problem is answered with its row, and leads to its documentation', async () => {
  const answer = problemResponse(new ProblemError('order_closed'), 'r-1')
  expect(answer.status).toBe(409)
  expect(answer.headers.get('x-problem-code')).toBe('order_closed')
  expect(await answer.json()).toEqual({
    type: '/docs/errors#order_closed',
    title: 'Order closed',
    status: 409,
    detail: 'The order is closed.',
    code: 'order_closed',
    requestId: 'r-1',
  })
})

test('an own problem keeps its row when it is given more facts', async () => {
  const answer = problemResponse(new ProblemError('order_closed').with({ detail: 'Order 7 is closed.' }), 'r-1')
  expect(await answer.json()).toMatchObject({ status: 409, detail: 'Order 7 is closed.' })
})

test('a 401 has a challenge without an error, and a 503 says when to come back', () => {
  const challenge = problemResponse(new ProblemError('login_stale'), 'r-1').headers.get('www-authenticate')
  expect(challenge).toBe('Bearer realm="gatehouse"')
  expect(problemResponse(new ProblemError('stock_unknown'), 'r-1').headers.get('retry-after')).toBe('5')
})

test('the error of own problems takes the codes of the library too, and is its error', () => {
  expect(problemResponse(new ProblemError('not_found'), 'r-1').status).toBe(404)
  expect(new ProblemError('order_closed')).toBeInstanceOf(LibraryError)
  expect(new LibraryError('not_found')).toBeInstanceOf(ProblemError)
  expect(new Error('other')).not.toBeInstanceOf(ProblemError)
  expect(Object.keys(problems)).toEqual(['order_closed', 'login_stale', 'stock_unknown'])
})

test('a code without a row is an internal error', () => {
  expect(problemResponse(new LibraryError('order_closed' as 'conflict'), 'r-1').status).toBe(500)
})

test.each([
  ['a code of the library', { not_found: ROW }, 'not_found is one of Gatehouse'],
  ['a code in another form', { 'order-closed': ROW }, 'small letters'],
  ['a code that every object has', { constructor: { ...ROW, status: 200 } }, 'status from 400 to 599'],
  ['a status that is no error', { order_closed: { ...ROW, status: 200 } }, 'status from 400 to 599'],
  ['a status that is none', { order_closed: { ...ROW, status: 600 } }, 'status from 400 to 599'],
  ['a missing text', { order_closed: { ...ROW, why: '' } }, 'needs a text for "why"'],
])('%s is refused', (_title, rows, sentence) => {
  expect(() => defineProblems<Readonly<Record<string, typeof ROW>>>(rows as never)).toThrow(sentence)
})

test('types hold codes to those that are defined', () => {
  // @ts-expect-error -- not one of these problems
  expect(new ProblemError('order_gone').code).toBe('order_gone')
  // @ts-expect-error -- a code of the library
  expect(() => defineProblems({ conflict: ROW })).toThrow('conflict')
})
