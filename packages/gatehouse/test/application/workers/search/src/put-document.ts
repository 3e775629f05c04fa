// PUT /search/documents/{id}: adds a document or replaces it.
import type { DomainHandler } from 'gatehouse/domain'
import type { putDocument as route } from '../contract.ts'
import type { SearchBindings } from './bindings.ts'
import { DocumentStore } from './document-store.ts'

export const putDocument: DomainHandler<typeof route, SearchBindings> = async (c) => {
  const document = { ...c.req.valid('param'), ...c.req.valid('json') }
  const isNew = await new DocumentStore(c.env.DB).put(document)
  return isNew ? c.json(document, 201) : c.json(document, 200)
}
