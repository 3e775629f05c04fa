// Answers the project's own routes, by the operationId of src/contract.ts.
import type { OwnHandler } from '../extension.ts'
import type { Answer, GatewayTable } from '../handler.ts'
import { ownRoute } from './own-route.ts'

/** The handlers of a project's own routes, by the operationId of each. */
export interface OwnRoutes<Own extends string = string> {
  readonly handlers: Readonly<Record<Own, OwnHandler>>
  /** Returns the handler of each of them. @throws TypeError for a handler without a route */
  readonly open: (table: GatewayTable) => Readonly<Record<string, Answer>>
}

/**
 * Defines the handlers of the routes in src/contract.ts, by their operationIds. Without it none of this is in the bundle of the gateway.
 *
 * @example
 * // src/handlers.ts
 * import { defineHandlers } from 'gatehouse'
 *
 * export const handlers = defineHandlers({
 *   showTerms: () => new Response('Be kind.'),
 *   showUpload: ({ params }) => Response.json({ name: params['name'] }),
 * })
 */
export function defineHandlers<Own extends string>(handlers: Readonly<Record<Own, OwnHandler>>): OwnRoutes<Own> {
  return {
    handlers,
    open: ({ routes, ownOperations = [] }) => {
      const entries = Object.entries<OwnHandler>(handlers).map(([operationId, handler]): [string, Answer] => {
        const row = routes.find((route) => route.operationId === operationId)
        if (row === undefined || !ownOperations.includes(operationId))
          throw new TypeError(
            `defineHandlers has ${operationId}, but src/contract.ts does not: add its route there, or remove the handler`,
          )
        return [operationId, ownRoute(row, handler)]
      })
      return Object.fromEntries(entries)
    },
  }
}
