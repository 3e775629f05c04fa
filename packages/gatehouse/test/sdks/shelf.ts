// A service over HTTP for the tests of tools: a list, an image and an order, which its settings mark by a tag.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { scopes, user } from '../../src/access/index.ts'
import type { Contract } from '../../src/contracts/contract.ts'
import { contractOf } from '../../src/contracts/origin-contract.ts'

const ANSWER = { description: 'Good', content: { 'application/json': { schema: { type: 'object' } } } }

const operation = (operationId: string, rest: object) => ({
  operationId,
  summary: operationId,
  tags: ['agents'],
  ...rest,
})

/** Its contract. */
export const shelf: Contract = contractOf(
  'shelf',
  {
    openapi: '3.1.0',
    info: { title: 'Shelf', version: '1' },
    paths: {
      '/shelf/books': {
        get: operation('listBooks', {
          parameters: [
            { name: 'tag', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
            { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1 } },
          ],
          responses: { 200: ANSWER },
        }),
      },
      '/shelf/covers/{name}': {
        get: operation('showCover', {
          parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string', minLength: 1 } }],
          responses: { 200: { description: 'The cover', content: { 'image/png': {} } } },
        }),
      },
      '/shelf/orders': {
        post: operation('orderBook', {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { type: 'object', properties: { title: { type: 'string' } } } } },
          },
          responses: { 201: ANSWER },
        }),
      },
    },
  },
  {
    origin: 'https://shelf.example.com',
    access: user(),
    operations: { 'tag:agents': { mcp: true }, orderBook: { access: scopes('write:search') } },
  },
)

/** The image that every cover is. */
export const COVER = Buffer.from([137, 80, 78, 71, 0, 255])

/** A running service. */
export interface Shelf {
  readonly url: string
  stop(): void
}

/** Starts the service. It answers with what it was asked. */
export async function startShelf(): Promise<Shelf> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/shelf/covers/') === true) {
      response.writeHead(200, { 'content-type': 'image/png' }).end(COVER)
      return
    }
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method, url } = request
      const status = method === 'POST' ? 201 : 200
      const body = Buffer.concat(pieces).toString()
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ method, url, body }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() }
}
