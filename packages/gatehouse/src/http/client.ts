// Types for clients in TypeScript: a contract for Hono's RPC client (`hono/client`). Types only: a client loads no contract.
import type { OpenAPIHono, RouteConfig, RouteHandler } from '@hono/zod-openapi'

declare const app: OpenAPIHono

type Entries<Routes extends readonly RouteConfig[]> = {
  [At in keyof Routes]: { route: Routes[At]; handler: RouteHandler<Routes[At]> }
}

/**
 * The API of a contract's routes, for Hono's RPC client. It is a type alone, so a client loads no contract.
 *
 * @typeParam Routes the type of the `routes` that the contract exports
 *
 * @example
 * import { hc } from 'hono/client'
 * import type { Api } from 'gatehouse/domain'
 * import type { routes } from '../contract.ts'
 *
 * export const client = hc<Api<typeof routes>>('https://api.example.com', { headers: { authorization: 'Bearer …' } })
 */
export type Api<Routes extends readonly RouteConfig[]> = ReturnType<typeof app.openapiRoutes<Entries<Routes>>>
