// Tests the operationIds of several services side by side.
import { describe, expect, test } from 'vitest'
import { user } from '../access/index.ts'
import { compileContracts, GENERATED } from './compile.ts'
import { contractOf } from './origin-contract.ts'

const ANSWERS = { 200: { description: 'Good' } }

function contractWith(name: string, paths: object) {
  const document = { openapi: '3.1.0', info: { title: 'Things', version: '1' }, paths }
  return contractOf(name, document, { origin: 'https://x.example', prefix: `/${name}`, access: user() })
}

const other = (name: string) =>
  contractWith(name, { '/things': { get: { operationId: 'listThings', responses: ANSWERS } } })

describe('names that two services have', () => {
  test('get the name of the service in front, whatever the order', () => {
    const [first, second] = [other('a'), other('b')] as const
    for (const contracts of [
      [first, second],
      [second, first],
    ]) {
      const files = compileContracts(contracts)
      expect(files[`${GENERATED}/table.ts`]).toContain('"path":"/a/things","operationId":"a.listThings"')
      expect(files[`${GENERATED}/table.ts`]).toContain('"path":"/b/things","operationId":"b.listThings"')
      expect(JSON.parse(files[`${GENERATED}/openapi.json`] ?? '')).toHaveProperty(
        ['paths', '/b/things', 'get', 'operationId'],
        'b.listThings',
      )
    }
  })

  test('several times within one service are made of method and path', () => {
    const paths = {
      '/a': { get: { operationId: 'list', responses: ANSWERS } },
      '/b': { get: { operationId: 'list', responses: ANSWERS } },
      '/b/': { get: { responses: ANSWERS } },
    }
    const { routes, warnings } = contractWith('things', paths)
    expect(routes.map(({ operationId }) => operationId)).toEqual([
      'getA',
      expect.stringMatching(/^getB_[\da-f]{6}$/),
      expect.stringMatching(/^getB_[\da-f]{6}$/),
    ])
    expect(new Set(routes.map(({ operationId }) => operationId)).size).toBe(3)
    expect(warnings?.join()).toContain('several operations have the operationId list')
  })
})
