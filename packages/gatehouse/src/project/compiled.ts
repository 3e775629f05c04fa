// What the commands read of the project in the working directory: what its contracts were compiled to.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GENERATED } from '../contracts/compile.ts'
import type { GatewayTable } from '../gateway/handler.ts'

/** The table of the project's gateway. @throws Error when the contracts were not compiled yet */
export async function readTable(): Promise<GatewayTable> {
  const { TABLE }: { TABLE: GatewayTable } = await import(pathToFileURL(resolve(GENERATED, 'table.ts')).href)
  return TABLE
}
