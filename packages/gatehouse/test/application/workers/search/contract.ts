// Defines the contract of the search domain: its schemas and its routes, each with the access that it requires. No bindings, no I/O.
import { z } from '@hono/zod-openapi'
import { and, anyone, guest, machine, scopes } from 'gatehouse/access'
import { defineRoute, problem } from 'gatehouse/domain'

const QUERY_MAX_CHARACTERS = 256
const RESULTS_DEFAULT = 10
const RESULTS_MAX = 50
/** As long as they may be, some 10 MiB. */
const EXPORTED_MAX = 100
/** What of a document is shown to whoever does not say who they are. */
export const PREVIEW_CHARACTERS = 200
const TITLE_MAX_CHARACTERS = 200
/** Keeps a document, with its index, far below what one row of the database may hold. */
const TEXT_MAX_CHARACTERS = 100_000

const EXAMPLE_ID = 'refunds'
const EXAMPLE_TITLE = 'How a refund works'
// Line breaks and tabs are the only control characters: others mark the hits inside the database.
const STORABLE_TEXT = /^(?:[\t\n\r]|[^\p{Cc}\p{Cs}])*$/u

const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'is not 1 to 64 letters, digits, dots, underscores or hyphens')
  .openapi({ description: 'Your own name for the document', example: EXAMPLE_ID })

const titleSchema = z
  .string()
  .min(1)
  .max(TITLE_MAX_CHARACTERS)
  .refine((text) => STORABLE_TEXT.test(text), 'may hold no control character but tab and line break')
  .openapi({ example: EXAMPLE_TITLE })

const textSchema = z
  .string()
  .max(TEXT_MAX_CHARACTERS)
  .refine((text) => STORABLE_TEXT.test(text), 'may hold no control character but tab and line break')
  .openapi({ description: 'Plain text', example: 'A refund pays back all or a part of a payment, once.' })

const newDocumentSchema = z.strictObject({ title: titleSchema, text: textSchema }).openapi('NewDocument')

export const documentSchema = z.object({ id: idSchema, title: titleSchema, text: textSchema }).openapi('Document')

const searchResultSchema = z
  .object({
    id: idSchema,
    title: z.string().openapi({ description: 'Plain text, not HTML', example: EXAMPLE_TITLE }),
    snippet: z.string().openapi({
      description:
        'HTML: an excerpt of the text, escaped, with `<mark>` around each hit and no other element. ' +
        'When only the title was hit, it is the beginning of the text, without marks.',
      example: 'A <mark>refund</mark> pays back all or a part of a payment, once.',
    }),
  })
  .openapi('SearchResult')

export const searchResultsSchema = z
  .object({ results: z.array(searchResultSchema).openapi({ description: 'The best first' }) })
  .openapi('SearchResults')

export const readDocumentSchema = documentSchema
  .extend({ whole: z.boolean().openapi({ description: '`false` when the text is only the beginning' }) })
  .openapi('ReadDocument')

export const exportedDocumentsSchema = z
  .object({
    documents: z.array(documentSchema).openapi({ description: 'By id' }),
    next: idSchema
      .nullable()
      .openapi({ description: 'What to send as `after` for more; `null` when there is no more' }),
  })
  .openapi('ExportedDocuments')

const documentParameters = z.object({ id: idSchema })

export const searchDocuments = defineRoute({
  access: anyone,
  operationId: 'searchDocuments',
  mcp: { name: 'search' },
  method: 'get',
  path: '/search',
  summary: 'Search the documents',
  description:
    'Finds the documents that hold every word of the query, in any of its forms: `refund` finds “refunds” too. ' +
    'Words of the title weigh more than those of the text. There are no operators: whatever is not a letter or a ' +
    'digit separates words, and a query without words finds nothing.',
  request: {
    query: z.object({
      q: z
        .string()
        .min(1)
        .max(QUERY_MAX_CHARACTERS)
        .openapi({ description: 'The words to look for', example: 'refund a payment' }),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(RESULTS_MAX)
        .default(RESULTS_DEFAULT)
        .openapi({ description: 'How many results to give at most' }),
    }),
  },
  responses: {
    200: { description: 'What was found', content: { 'application/json': { schema: searchResultsSchema } } },
  },
})

export const exportDocuments = defineRoute({
  access: and(machine(), scopes('write:search')),
  operationId: 'exportDocuments',
  mcp: true,
  method: 'get',
  path: '/search/documents',
  summary: 'Export the documents',
  description: 'All documents as they were put, for an application that keeps them in step with its own.',
  request: {
    query: z.object({
      after: idSchema.optional(),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(EXPORTED_MAX)
        .default(EXPORTED_MAX)
        .openapi({ description: 'How many documents to give at most' }),
    }),
  },
  responses: {
    200: { description: 'The documents', content: { 'application/json': { schema: exportedDocumentsSchema } } },
  },
})

export const getDocument = defineRoute({
  access: guest,
  operationId: 'getDocument',
  mcp: true,
  method: 'get',
  path: '/search/documents/{id}',
  summary: 'Read a document',
  description: `The whole text for whoever is signed in, the first ${PREVIEW_CHARACTERS} characters for a guest.`,
  request: { params: documentParameters },
  responses: {
    200: { description: 'The document', content: { 'application/json': { schema: readDocumentSchema } } },
    404: problem('There is no such document', 'not_found'),
  },
})

export const putDocument = defineRoute({
  access: scopes('write:search'),
  operationId: 'putDocument',
  mcp: true,
  method: 'put',
  path: '/search/documents/{id}',
  summary: 'Add or replace a document',
  description: 'Puts a document under an id of your choice. It can be found as soon as the answer is there.',
  request: {
    params: documentParameters,
    body: { content: { 'application/json': { schema: newDocumentSchema } } },
  },
  responses: {
    200: {
      description: 'The document replaced an earlier one',
      content: { 'application/json': { schema: documentSchema } },
    },
    201: { description: 'The document is new', content: { 'application/json': { schema: documentSchema } } },
  },
})

export const deleteDocument = defineRoute({
  access: scopes('write:search'),
  operationId: 'deleteDocument',
  mcp: true,
  method: 'delete',
  path: '/search/documents/{id}',
  summary: 'Remove a document',
  description: 'Removes a document from the search. Its id is free for another one then.',
  request: { params: documentParameters },
  responses: {
    204: { description: 'The document is gone' },
    404: problem('There is no such document', 'not_found'),
  },
})

export const service = {
  title: 'Search',
  description: 'Full-text search that anybody may use, over documents that few may write.',
  permissions: {
    'write:search': 'Add, replace and remove search documents',
  },
}

export const routes = [searchDocuments, exportDocuments, getDocument, putDocument, deleteDocument] as const
