// Loads the table that the project's contracts were compiled to, for the commands.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GENERATED } from '../contracts/compile.ts'
import type { GatewayTable } from '../gateway/handler.ts'
import { unpackTable } from '../gateway/packed-routes.ts'

/** Returns the table of the project's gateway, with all of its routes. @throws Error when the contracts were not compiled yet */
export async function readTable(): Promise<GatewayTable> {
  const { TABLE }: { TABLE: GatewayTable } = await import(pathToFileURL(resolve(GENERATED, 'table.ts')).href)
  return unpackTable(TABLE)
}
