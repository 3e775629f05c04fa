// Serves the mock of one service on a loopback port, for `gatehouse dev --mock`. The gateway in front of it guards as ever.
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GENERATED } from '../../contracts/compile.ts'
import type { GatewayTable } from '../../gateway/handler.ts'
import { unpackTable } from '../../gateway/packed-routes.ts'
import { createMock, type Mock } from './mock-answer.ts'

/** Starts the mock of a service. It ends with the process. @returns its origin */
export async function serveMock(service: string): Promise<string> {
  const current = currentMock(service)
  const server = createServer((request, response) => {
    const { method = 'GET', url: target = '/', headers } = request
    request.resume()
    const { accept = '', prefer } = headers
    void current()
      .then((mock) => mock({ method, target, accept, prefer: String(prefer ?? '') }))
      .then(
        ({ status, headers: answered, body }) => response.writeHead(status, answered).end(body),
        // The document is being written, or it is not as expected.
        (error: unknown) =>
          response.writeHead(500, { 'content-type': 'text/plain' }).end(`The mock failed: ${String(error)}\n`),
      )
  })
  server.unref().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

// The document may have been compiled again since the last request.
function currentMock(service: string): () => Promise<Mock> {
  const [tableFile, documentFile] = [resolve(GENERATED, 'table.ts'), resolve(GENERATED, 'openapi.json')]
  let read: { readonly version: number; readonly mock: Mock } | null = null
  return async () => {
    const version = Math.max(statSync(tableFile).mtimeMs, statSync(documentFile).mtimeMs)
    if (read?.version === version) return read.mock
    // A module that was imported is kept under its address.
    const { TABLE: table } = (await import(`${pathToFileURL(tableFile).href}?${version}`)) as {
      readonly TABLE: GatewayTable
    }
    const document: unknown = JSON.parse(readFileSync(documentFile, 'utf8'))
    read = { version, mock: createMock({ table: unpackTable(table), document, service }) }
    return read.mock
  }
}
