// Tests the warning about servers that interpret paths differently than the gateway, and could answer a guarded operation for anyone.
import { expect, test } from 'vitest'
import { contractOf } from './origin-contract.ts'
import { weakerSiblingsOf } from './weaker-siblings.ts'

const OPEN = { security: [] }
const GUARDED = { security: [{ oauth: ['read:items'] }] }

function contract(paths: Readonly<Record<string, Readonly<Record<string, object>>>>) {
  const operations = Object.entries(paths).map(([path, item], index) => {
    const parameters = path.includes('{id}')
      ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
      : []
    const entries = Object.entries(item).map(([method, operation]) => [
      method,
      { operationId: `${method}${index}`, parameters, responses: { 200: { description: 'Good' } }, ...operation },
    ])
    return [path, Object.fromEntries(entries) as object]
  })
  const flows = { implicit: { authorizationUrl: 'https://x.example', scopes: { 'read:items': 'Read items' } } }
  return contractOf(
    'items',
    {
      openapi: '3.1.0',
      info: { title: 'Items', description: 'Items', version: '1' },
      paths: Object.fromEntries(operations) as object,
      components: { securitySchemes: { oauth: { type: 'oauth2', flows } } },
    },
    { origin: 'https://items.example.com' },
  )
}

test.each([
  ['a name', { '/items/admin': { get: GUARDED }, '/items/{id}': { get: OPEN } }],
  ['a name in the middle', { '/items/all/keys': { get: GUARDED }, '/items/{id}/keys': { get: OPEN } }],
  ['a name in other letters', { '/items/admin': { get: GUARDED }, '/Items/{id}': { get: OPEN } }],
])('an open parameter where a guarded operation has %s is warned about', (_title, paths) => {
  const [warning, ...more] = weakerSiblingsOf([contract(paths)])
  expect(warning).toMatch(/GET \/\S+ of items is open to anyone, and GET \/items\/\S+ beside it is not/)
  expect(more).toEqual([])
})

test.each([
  ['both are guarded', { '/items/admin': { get: GUARDED }, '/items/{id}': { get: GUARDED } }],
  ['both are open', { '/items/news': { get: OPEN }, '/items/{id}': { get: OPEN } }],
  ['the name is the open one', { '/items/news': { get: OPEN }, '/items/{id}': { get: GUARDED } }],
  ['they have other methods', { '/items/admin': { post: GUARDED }, '/items/{id}': { get: OPEN } }],
  ['they stand apart', { '/admin/keys': { get: GUARDED }, '/items/{id}': { get: OPEN } }],
])('nothing is said where %s', (_title, paths) => {
  expect(weakerSiblingsOf([contract(paths)])).toEqual([])
})
