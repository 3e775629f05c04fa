// GET /search/documents: all documents, page by page, for machines.
import type { DomainHandler } from 'gatehouse/domain'
import type { exportDocuments as route } from '../contract.ts'
import type { SearchBindings } from './bindings.ts'
import { DocumentStore } from './document-store.ts'

export const exportDocuments: DomainHandler<typeof route, SearchBindings> = async (c) => {
  const { after = '', limit } = c.req.valid('query')
  // One more row than requested shows whether there are more.
  const found = await new DocumentStore(c.env.DB).list(after, limit + 1)
  const documents = found.slice(0, limit)
  return c.json({ documents, next: found.length > limit ? (documents.at(-1)?.id ?? null) : null }, 200)
}
