// DELETE /search/documents/{id}: removes a document.
import { ProblemError } from 'gatehouse/domain'
import type { DomainHandler } from 'gatehouse/domain'
import type { deleteDocument as route } from '../contract.ts'
import type { SearchBindings } from './bindings.ts'
import { DocumentStore } from './document-store.ts'

export const deleteDocument: DomainHandler<typeof route, SearchBindings> = async (c) => {
  const existed = await new DocumentStore(c.env.DB).remove(c.req.valid('param').id)
  if (!existed) throw new ProblemError('not_found')
  return c.body(null, 204)
}
