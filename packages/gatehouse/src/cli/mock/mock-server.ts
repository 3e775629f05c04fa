// Serves the mock of one service on a loopback port, for `gatehouse dev --mock`. The gateway in front of it guards as ever.
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GENERATED } from '../../contracts/compile.ts'
import type { GatewayTable } from '../../gateway/handler.ts'
import { mockAnswer, type MockSource } from './mock-answer.ts'

/** Starts the mock of a service. It ends with the process. @returns its origin */
export async function serveMock(service: string): Promise<string> {
  const server = createServer((request, response) => {
    const { method = 'GET', url: target = '/', headers } = request
    request.resume()
    const { accept = '', prefer } = headers
    void currentSource(service)
      .then((source) => mockAnswer(source, { method, target, accept, prefer: String(prefer ?? '') }))
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

let read: { readonly version: number; readonly source: Omit<MockSource, 'service'> } | null = null

// The document may have been compiled again since the last request.
async function currentSource(service: string): Promise<MockSource> {
  const [tableFile, documentFile] = ['table.ts', 'openapi.json'].map((file) => resolve(GENERATED, file)) as [
    string,
    string,
  ]
  const version = Math.max(statSync(tableFile).mtimeMs, statSync(documentFile).mtimeMs)
  if (read?.version !== version) {
    // A module that was imported is kept under its address.
    const module = (await import(`${pathToFileURL(tableFile).href}?${version}`)) as { readonly TABLE: GatewayTable }
    read = { version, source: { table: module.TABLE, document: JSON.parse(readFileSync(documentFile, 'utf8')) } }
  }
  return { ...read.source, service }
}
