// Tests that no wider path answers the requests for an operation that is left out.
import { describe, expect, test } from 'vitest'
import { user } from '../access/index.ts'
import type { OperationSettings } from '../gateway/handler.ts'
import { contractOf } from './origin-contract.ts'
import { tableOf } from './table.ts'

const ANSWERS = { 200: { description: 'Good' } }
const SETTINGS = { origin: 'https://pets.example.com', access: user() }

describe('an operation that is left out', () => {
  const paths = {
    '/pets/{id}': { get: { operationId: 'getPet', responses: ANSWERS } },
    '/pets/mine': { get: { operationId: 'listMine', responses: ANSWERS } },
    '/pets/other': { put: { operationId: 'putOther', responses: ANSWERS } },
    '/{kind}/{id}': { get: { operationId: 'getAny', responses: ANSWERS } },
  }
  const omittedOf = (operations: Readonly<Record<string, OperationSettings>>) =>
    tableOf([contractOf('pets', { openapi: '3.1.0', info: { title: 'Pets' }, paths }, { ...SETTINGS, operations })])
      .omitted

  test.each([
    ['hidden', { hidden: true }],
    ['a gap', { access: null }],
  ])('because it is %s is not answered by a wider path', (_title, settings) => {
    expect(omittedOf({ listMine: settings })).toEqual([{ method: 'GET', path: '/pets/mine', position: 0 }])
    expect(omittedOf({ getPet: settings })).toEqual([{ method: 'GET', path: '/pets/:id', position: 2 }])
  })

  test('needs no row where no wider path with its method is served', () => {
    expect(omittedOf({ getAny: { hidden: true } })).toBeUndefined()
    expect(omittedOf({ putOther: { hidden: true } })).toBeUndefined()
  })
})
