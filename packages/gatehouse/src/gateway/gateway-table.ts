// Types for the table of a project: in src/generated/table.ts its type names the project's own routes, so that a missing handler is a
// type error.
import type { GatewayTable as Table } from './handler.ts'

/** The table that the build step generates from a project's contracts. @typeParam Own the operationIds of src/contract.ts */
export type GatewayTable<Own extends string = never> = Table<Own>
