// Defines the contract of the search domain: its schemas and its routes, each with the access that it requires. No bindings, no I/O.
import { z } from '@hono/zod-openapi'
import { anyone, scopes } from 'gatehouse/access'
import { defineRoute } from 'gatehouse/domain'

const QUERY_MAX_CHARACTERS = 256
const TITLE_MAX_CHARACTERS = 200
const TEXT_MAX_CHARACTERS = 10_000

const foundSchema = z.object({ id: z.string(), title: z.string() }).openapi('FoundDocument')

/** A document that a search found. */
export type FoundDocument = z.infer<typeof foundSchema>

const newDocumentSchema = z
  .strictObject({
    title: z.string().min(1).max(TITLE_MAX_CHARACTERS).openapi({ example: 'Access tokens' }),
    text: z.string().max(TEXT_MAX_CHARACTERS).openapi({ example: 'An access token says who is asking.' }),
  })
  .openapi('NewDocument')

export const searchDocuments = defineRoute({
  access: anyone,
  operationId: 'searchDocuments',
  mcp: true,
  method: 'get',
  path: '/search',
  summary: 'Search the documents',
  description: 'Finds the documents that hold every word of the query, the best first.',
  request: { query: z.object({ q: z.string().min(1).max(QUERY_MAX_CHARACTERS).openapi({ example: 'token' }) }) },
  responses: {
    200: {
      description: 'The documents that were found',
      content: { 'application/json': { schema: z.object({ results: z.array(foundSchema) }) } },
    },
  },
})

export const putDocument = defineRoute({
  access: scopes('write:search'),
  operationId: 'putDocument',
  method: 'put',
  path: '/search/documents/{id}',
  summary: 'Add or replace a document',
  request: {
    params: z.object({ id: z.string().regex(/^[a-z0-9-]{1,64}$/, 'takes letters, digits and hyphens') }),
    body: { content: { 'application/json': { schema: newDocumentSchema } } },
  },
  responses: { 204: { description: 'The document can be found' } },
})

export const service = {
  title: 'Search',
  description: 'Full-text search for everybody, over documents that few may write.',
  permissions: { 'write:search': 'Add and replace search documents' },
}

export const routes = [searchDocuments, putDocument] as const
