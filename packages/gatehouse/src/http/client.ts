// Types for clients in TypeScript: a contract for Hono's RPC client (`hono/client`). Types only: a client loads no contract.
import type { OpenAPIHono, RouteConfig, RouteHandler } from '@hono/zod-openapi'

declare const app: OpenAPIHono

type Entries<Routes extends readonly RouteConfig[]> = {
  [At in keyof Routes]: { route: Routes[At]; handler: RouteHandler<Routes[At]> }
}

/**
 * The API of a contract's routes.
 *
 * @example
 * const client = hc<Api<typeof routes>>('https://api.example.com', { headers: { authorization: `Bearer ${token}` } })
 */
export type Api<Routes extends readonly RouteConfig[]> = ReturnType<typeof app.openapiRoutes<Entries<Routes>>>
