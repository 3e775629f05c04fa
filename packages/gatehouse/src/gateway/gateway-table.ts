// The table as a project sees it: in src/generated/table.ts its type names the project's own routes, so that a missing handler is an error
// of types.
import type { GatewayTable as Table } from './handler.ts'

/** What the build step makes of a project's contracts. @typeParam Own the operationIds of src/contract.ts */
export type GatewayTable<Own extends string = never> = Table<Own>
