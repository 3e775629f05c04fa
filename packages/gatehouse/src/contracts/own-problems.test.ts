// Tests a project's own problems in the document and on the page of errors, and their defects.
import { expect, test } from 'vitest'
import { anyone } from '../access/index.ts'
import { errorsPage } from '../console/errors-page.ts'
import { renderPage } from '../console/frame.ts'
import { defineProblems } from '../problem/own-problems.ts'
import { defineRoute, problem } from '../http/route.ts'
import { compileContracts, GENERATED } from './compile.ts'
import type { Contract } from './contract.ts'
import { loadContracts } from './load.ts'

const contracts = await loadContracts()
const ROW = {
  status: 409,
  title: 'Order closed',
  detail: 'The order is closed.',
  why: 'It was paid.',
  remedy: 'Open `one`.',
}
const { problems } = defineProblems({ order_closed: ROW })
const closeOrder = defineRoute({
  access: anyone,
  operationId: 'closeOrder',
  method: 'post',
  path: '/orders/close',
  summary: 'Close an order',
  responses: { 409: problem<keyof typeof problems>('It is closed', 'order_closed', 'conflict') },
})
const orders: Contract = {
  name: 'orders',
  service: { title: 'Orders', description: 'Orders.', permissions: {} },
  routes: [closeOrder],
  problems,
}

test('an own problem is an example of the document, and the answer of its route refers to it', () => {
  const document = JSON.parse(compileContracts([...contracts, orders])[`${GENERATED}/openapi.json`] ?? '')
  expect(document.components.examples.order_closed).toMatchObject({
    summary: 'Order closed',
    value: { type: '/docs/errors#order_closed', status: 409, code: 'order_closed' },
  })
  const { content } = document.paths['/orders/close'].post.responses['409']
  expect(Object.keys(content['application/problem+json'].examples)).toEqual(['order_closed', 'conflict'])
})

test('the page of errors has a section for an own problem', async () => {
  const page = await renderPage(errorsPage(problems))
  expect(page).toMatch(/<section id="order_closed"[^]*409 Order closed[^]*It was paid\.[^]*<code>one<\/code>/)
})

test('a code that no contract defines, and one that two define, are refused with what to do', () => {
  const { problems: _problems, ...without } = orders
  expect(() => compileContracts([...contracts, without])).toThrow(
    'closeOrder of orders answers with the problem order_closed, which no contract defines: define it with defineProblems',
  )
  const other = { ...orders, name: 'shop', routes: [], problems: { order_closed: { ...ROW, title: 'Other' } } }
  expect(() => compileContracts([...contracts, orders, other])).toThrow(
    'order_closed is defined by orders, and in another',
  )
  expect(() => compileContracts([...contracts, orders, { ...other, problems }])).not.toThrow()
})

test('types hold the problems of an answer to those that are defined', () => {
  // @ts-expect-error -- the code of no problem
  expect(problem('It is closed', 'order_closed')).toBeDefined()
})
