// Tests the module that the table of routes is written as.
import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'
import { anyone, scopes } from '../access/index.ts'
import type { GatewayTable, RouteRow } from '../gateway/handler.ts'
import { unpackTable } from '../gateway/packed-routes.ts'
import { writeTable } from './table.ts'

function rowsOf(length: number): RouteRow[] {
  return Array.from({ length }, (_, index) => ({
    method: 'GET',
    path: `/things/${index}/:p1{it(?:[']|%27)s}`,
    operationId: `thing ${index}: it's "here" \u2028\n`,
    // The gateway has routes of its own between them.
    service: index % 3 === 0 ? null : 'things',
    access: index % 2 === 0 ? anyone : scopes('read:things'),
    ...(index % 5 === 0 && { bodyMaxBytes: index }),
  }))
}

async function readBack(routes: readonly RouteRow[]): Promise<GatewayTable> {
  const source = writeTable({ routes, services: [], summaries: [], scopes: [] }, {})
  const script = encodeURIComponent(stripTypeScriptTypes(source))
  return ((await import(`data:text/javascript,${script}`)) as { TABLE: GatewayTable }).TABLE
}

test.each([1, 200, 201])('a table of %i routes is read back as it was written', async (length) => {
  const routes = rowsOf(length)
  expect(unpackTable(await readBack(routes))).toEqual({ routes, services: [], summaries: [], scopes: [] })
})
