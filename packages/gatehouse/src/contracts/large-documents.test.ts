// Tests documents that are large: thousands of operations are compiled to the table, and a document that is too large is refused in words.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripTypeScriptTypes } from 'node:module'
import { afterAll, expect, test } from 'vitest'
import { scopes } from '../access/index.ts'
import type { GatewayTable } from '../gateway/handler.ts'
import { unpackTable } from '../gateway/packed-routes.ts'
import { checkContracts } from './compile.ts'
import { DOCUMENT_MAX_BYTES, readDocument } from './documents/document-files.ts'
import { largeDocument } from './large-document.ts'
import { contractOf } from './origin-contract.ts'
import { tableOf, writeTable } from './table.ts'

const OPERATIONS = 5_000

const folder = mkdtempSync(join(tmpdir(), 'large-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('5,000 operations are compiled, and the module of the table has each of them', async () => {
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(largeDocument(OPERATIONS)))
  const { document, source } = readDocument(folder, 'origins/things')
  const contract = contractOf('things', document, { origin: 'https://things.example.com', prefix: '/things' }, source)
  expect(checkContracts([contract])).toEqual([])
  const moduleText = stripTypeScriptTypes(writeTable(tableOf([contract]), {}))
  const module = (await import(`data:text/javascript,${encodeURIComponent(moduleText)}`)) as { TABLE: GatewayTable }
  const { routes } = unpackTable(module.TABLE)
  expect(routes).toHaveLength(OPERATIONS)
  expect(routes.find(({ operationId }) => operationId === 'replaceThing999')).toEqual({
    method: 'PUT',
    path: '/things/area39/:tenant/things999/:id',
    operationId: 'replaceThing999',
    service: 'things',
    access: scopes('write:area39'),
  })
  expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(OPERATIONS)
})

test('a document of more than 10 MB is refused, with what to do', () => {
  writeFileSync(join(folder, 'openapi.json'), ' '.repeat(DOCUMENT_MAX_BYTES + 1))
  expect(() => readDocument(folder, 'origins/things')).toThrow(
    'origins/things/openapi.json makes the document larger than 10 MB: leave out of it what clients of the gateway do not need, such as examples',
  )
})
