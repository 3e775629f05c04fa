// Sends the request of a call of a tool through the table, by the operation that it was made for and by no other.
import { HonoBase } from 'hono/hono-base'
import { TrieRouter } from 'hono/router/trie-router'
import { ProblemError } from '../problem/problem-error.ts'
import type { GatewayApp, GatewayTable, RouteRow } from './handler.ts'
import { isRow, type RouteIndex } from './packed-routes.ts'
import { type PipelineDependencies, serve } from './pipeline.ts'
import type { EnterTable, FindRow } from './routes/tool-endpoint.ts'

/** Creates a function that finds the row of a tool. @param index of a large table, which decodes only rows that are needed */
export function rowFinder({ routes }: GatewayTable, index: RouteIndex | undefined): FindRow {
  const rows = new Map(routes.map((row) => [row.operationId, row]))
  return ({ operationId, path }) => {
    const known = rows.get(operationId)
    if (known !== undefined || index === undefined) return known
    const found = index.routesOf(index.groupsAt(path)).find((route) => route.operationId === operationId)
    if (found === undefined || !isRow(found)) return undefined
    rows.set(operationId, found)
    return found
  }
}

/** Creates the way into a table. @param app has the routes of the table */
export function enterTable(app: GatewayApp, rowOf: FindRow, pipeline: PipelineDependencies): EnterTable {
  return async ({ tool, request, refusal }, { req: { raw }, env, executionCtx }) => {
    const row = rowOf(tool)
    if (row === undefined) throw new TypeError(`the table has no operation "${tool.operationId}"`)
    pipeline.messages?.set(request, pipeline.messages.get(raw) ?? { request: raw, judgement: null })
    const found = refusal ?? refusalElsewhere(app, row, request)
    if (found === null) return await app.fetch(request, env, executionCtx)
    // It is refused after the gate, as an invalid request is, and counts for the operation.
    const refuse = serve(row, () => Promise.reject(found), pipeline)
    const refusing = new HonoBase({ router: new TrieRouter() })
    refusing.notFound(async (c) => await refuse(c))
    return await refusing.fetch(request, env, executionCtx)
  }
}

const ELSEWHERE = { in: 'path', path: '', message: 'is the path of another operation' } as const

// The value of an argument may make the path that of a more concrete operation, which may be no tool.
function refusalElsewhere(app: GatewayApp, row: RouteRow, request: Request): ProblemError | null {
  const [first] = app.router.match(request.method, app.getPath(request))[0]
  return first?.[0][1].path === row.path ? null : new ProblemError('request_invalid', { errors: [ELSEWHERE] })
}
