// Types for a contract in the build step, from a domain's module or from an OpenAPI document.
import type { RouteConfig } from '@hono/zod-openapi'
import type { Policy } from '../access/index.ts'
import type { ServiceSettings } from '../gateway/handler.ts'
import type { ExchangeRule } from '../http/exchange-rule.ts'
import type { RouteLimits } from '../http/limits.ts'
import type { BodyRule } from '../http/request-body.ts'
import type { ToolOptions } from '../http/tool-options.ts'
import type { OwnProblemTable } from '../problem/own-problems.ts'
import type { AccessGap } from './access-gaps.ts'
import type { OpenApi } from './merge.ts'
import type { OperationPlaces } from './places.ts'

/** One route of a contract, as `defineRoute` returns it. */
export type ContractRoute = RouteConfig & {
  readonly access: Policy
  readonly operationId: string
  readonly limits?: RouteLimits
  /** For a service in another technology, and for a project's own route: the rule that the gateway checks bodies against. */
  readonly body?: BodyRule
  /** How long the gateway waits for its first byte, in milliseconds; otherwise as long as for the service. */
  readonly timeoutMillis?: number
  /** Whether it is a tool for MCP clients, and what they read about it. */
  readonly mcp?: boolean | ToolOptions
  /** The parameters of its path that may contain slashes. */
  readonly multiSegment?: readonly string[]
}

/** A contract with the name of its service; `null` for the gateway's own. */
export interface Contract {
  readonly name: string | null
  readonly service: {
    readonly title: string
    readonly description: string
    readonly permissions: Readonly<Record<string, string>>
    /** How long the gateway waits for the first byte of an answer, in milliseconds; 30 s unless it says otherwise. */
    readonly timeoutMillis?: number
    /** What the token of a caller is exchanged for: the domain gets a token of its own audience. */
    readonly exchange?: ExchangeRule
  }
  readonly routes: readonly ContractRoute[]
  readonly places?: OperationPlaces
  /** Problems of the project's own, which its operations answer with. */
  readonly problems?: OwnProblemTable
  /** Of the gateway: the operationIds of the routes that the project adds in src/contract.ts. */
  readonly ownOperations?: readonly string[]
  /** Of a service in another technology: its paths and components, ready to be merged. */
  readonly document?: OpenApi
  /** Of a service that is no folder under workers/: where it is. */
  readonly origin?: ServiceSettings
  /** Of such a service: the scopes and permissions whose description the compiler made up. */
  readonly undescribed?: readonly string[]
  /** Of such a service: the operations without an access. They have no route. */
  readonly gaps?: readonly AccessGap[]
  /** Of such a service: the operations of its document that have no route. */
  readonly omitted?: readonly Pick<ContractRoute, 'method' | 'path' | 'multiSegment'>[]
  /** Of such a service: the place of an operation in its document, for sentences. */
  readonly locate?: (route: Pick<ContractRoute, 'method' | 'path'>) => string | undefined
  /** What its author should know, each a sentence. */
  readonly warnings?: readonly string[]
}
