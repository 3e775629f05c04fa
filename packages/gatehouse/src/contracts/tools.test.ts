// Tests that marked operations become tools: their schemas stand by themselves, and every part of a request has an argument or a reason.
import { z } from '@hono/zod-openapi'
import { expect, test } from 'vitest'
import { anyone, scopes } from '../access/index.ts'
import { defineRoute } from '../http/route.ts'
import { compileContracts, GENERATED, TOOLS_FILE } from './compile.ts'
import type { ContractRoute } from './contract.ts'
import { contractOf } from './origin-contract.ts'
import { documentOfContract } from './own-document.ts'
import { toolsIn } from '../testing/compiled-tools.ts'
import { checkRoutes } from './route-checks.ts'

const service = { title: 'Things', description: 'Things.', permissions: { 'read:things': 'Read things' } }
const responses = {
  200: { description: 'It', content: { 'application/json': { schema: z.object({ a: z.string() }).openapi('Thing') } } },
}

const route = (rest: object = {}): ContractRoute =>
  defineRoute({
    access: scopes('read:things'),
    operationId: 'getThing',
    method: 'get',
    path: '/things/{id}',
    summary: 'Read a thing',
    description: 'Gives one thing.',
    request: { params: z.object({ id: z.string() }) },
    responses,
    ...rest,
  })

const filesOf = (...routes: ContractRoute[]) => compileContracts([{ name: 'things', service, routes }])

test('a project that marks no operation has no module of tools, and its table does not lead to one', () => {
  const files = filesOf(route(), route({ operationId: 'other', path: '/other', mcp: false }))
  expect(files).not.toHaveProperty([TOOLS_FILE])
  expect(files[`${GENERATED}/table.ts`]).not.toContain('tools')
})

test('a marked route is a tool, with the name, the text, the schemas and the hints that follow from it', () => {
  const [tool] = toolsIn(filesOf(route({ mcp: true })))
  expect(tool).toEqual({
    operationId: 'getThing',
    path: '/things/{id}',
    arguments: [{ name: 'id', in: 'path', required: true }],
    accept: 'application/json',
    listing: {
      name: 'getThing',
      title: 'Read a thing',
      description: 'Gives one thing.',
      inputSchema: {
        type: 'object',
        properties: { id: { type: 'string' } },
        required: ['id'],
        additionalProperties: false,
      },
      outputSchema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      annotations: { readOnlyHint: true },
    },
  })
})

test('what the author says about a tool is what clients read', () => {
  const mcp = { name: 'thing.get', description: 'Look at a thing.', readOnly: false, destructive: false }
  const [tool] = toolsIn(filesOf(route({ mcp })))
  expect(tool?.listing).toMatchObject({
    name: 'thing.get',
    description: 'Look at a thing.',
    annotations: { readOnlyHint: false, destructiveHint: false },
  })
})

test('tools are in the order of their names, and the table says who may list them and which scopes a client asks for', () => {
  const files = filesOf(
    route({ mcp: { name: 'b' } }),
    route({ mcp: true, operationId: 'a', path: '/a', request: {}, access: anyone }),
  )
  expect(toolsIn(files).map(({ listing }) => listing.name)).toEqual(['a', 'b'])
  expect(files[`${GENERATED}/table.ts`]).toContain(
    'tools: { access: {"kind":"signedIn"}, scopes: ["read:things"], load:',
  )
  const open = filesOf(route({ mcp: true, access: anyone }))[`${GENERATED}/table.ts`]
  expect(open).toContain('tools: { access: {"kind":"guest"}, scopes: [], load:')
})

test('the document does not repeat the mark', () => {
  expect(filesOf(route({ mcp: { name: 'marked' } }))[`${GENERATED}/openapi.json`]).not.toMatch(/mcp|marked/)
})

test('a Worker of another repository says its tools in its document, and the settings of the gateway win', () => {
  const document = documentOfContract({ service, routes: [route({ mcp: { readOnly: false } })] })
  expect(document).toMatchObject({ paths: { '/things/{id}': { get: { 'x-mcp': { readOnly: false } } } } })
  const worker = { binding: 'THINGS', service: 'things' }
  expect(toolsIn(compileContracts([contractOf('things', document, worker)]))).toHaveLength(1)
  const without = { ...worker, operations: { getThing: { mcp: false } } }
  expect(compileContracts([contractOf('things', document, without)])).not.toHaveProperty([TOOLS_FILE])
})

test.each([
  [{ name: 'a b' }, 'has the name "a b"'],
  [{ name: 'search' }, 'is called search, as other is'],
])('a name that clients could not use is refused: %j', (mcp, sentence) => {
  const other = route({ operationId: 'other', path: '/other', request: {}, mcp: { name: 'search' } })
  expect(() => filesOf(other, route({ mcp }))).toThrow(`getThing of things: the tool ${sentence}`)
})

test('a route at the address of the tools is hidden by it', () => {
  const taken = route({ operationId: 'own', method: 'post', path: '/mcp', request: {} })
  expect(() => filesOf(taken, route({ mcp: true }))).toThrow(
    'own of things (POST /mcp) is hidden by a page of the gateway',
  )
  expect(() => filesOf(taken, route())).not.toThrow()
})

test.each([
  [{ names: 'x' }, '"names" is unknown (did you mean name?)'],
  [{ readOnly: 'yes' }, '"readOnly" must be true or false'],
  ['yes', '"mcp" must be true, false, or'],
])('a mark that is none is named: %j', (mcp, sentence) => {
  expect(checkRoutes('contract.ts', [{ ...route(), mcp }], {}).join()).toContain(sentence)
})
