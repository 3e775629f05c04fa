// GET /search: finds documents. Every query is safe.
import type { DomainHandler } from 'gatehouse/domain'
import type { searchDocuments as route } from '../contract.ts'
import type { SearchBindings } from './bindings.ts'
import { DocumentStore } from './document-store.ts'
import { matchFor } from './match.ts'
import { snippetHtml } from './snippet.ts'

export const searchDocuments: DomainHandler<typeof route, SearchBindings> = async (c) => {
  const { q, limit } = c.req.valid('query')
  const match = matchFor(q)
  const hits = match === null ? [] : await new DocumentStore(c.env.DB).search(match, limit)
  return c.json({ results: hits.map(({ id, title, excerpt }) => ({ id, title, snippet: snippetHtml(excerpt) })) }, 200)
}
