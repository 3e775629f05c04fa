// Replaces every service in another technology: a test must not call the origins in the table of services.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { originVariableOf } from '../gateway/upstream/origin-address.ts'
import { headerVariablesOf } from '../gateway/upstream/origin-headers.ts'
import { readTable } from '../project/compiled.ts'

let url: Promise<string> | null = null

/** The variables that lead to it, one a row with an origin, and those of the headers in the rows; none where there is no such row. */
export async function standInOrigins(): Promise<Record<string, string>> {
  const rows = (await readTable()).services.filter((service) => 'origin' in service)
  if (rows.length === 0) return {}
  url ??= listen()
  const address = await url
  const headers = headerVariablesOf(rows).map(({ variable }) => [variable, 'stand-in'] as const)
  return Object.fromEntries([...headers, ...rows.map(({ name }) => [originVariableOf(name), address] as const)])
}

// Lives as long as the process, and does not keep it alive.
async function listen(): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.unref().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
