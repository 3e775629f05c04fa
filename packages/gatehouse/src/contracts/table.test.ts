// Tests the module that the table of routes is written as.
import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'
import { anyone } from '../access/index.ts'
import type { GatewayTable } from '../gateway/handler.ts'
import { writeTable } from './table.ts'

function tableOf(length: number): GatewayTable {
  const routes = Array.from({ length }, (_, index) => {
    const path = `/things/${index}/it's "here" \u2028`
    return { method: 'GET', path, operationId: `getThing${index}`, service: 'things', access: anyone }
  })
  return { routes, services: [], summaries: [], scopes: [] }
}

test.each([1, 201])('a table of %i routes is read back as it was written', async (length) => {
  const source = stripTypeScriptTypes(writeTable(tableOf(length), {}))
  const module = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as { TABLE: GatewayTable }
  expect(module.TABLE).toEqual(tableOf(length))
})
