// GET /search/documents/{id}: returns a document, or only its beginning for a caller without a token.
import { ProblemError } from 'gatehouse/domain'
import type { DomainHandler } from 'gatehouse/domain'
import { type getDocument as route, PREVIEW_CHARACTERS } from '../contract.ts'
import type { SearchBindings } from './bindings.ts'
import { DocumentStore } from './document-store.ts'

export const getDocument: DomainHandler<typeof route, SearchBindings> = async (c) => {
  const found = await new DocumentStore(c.env.DB).find(c.req.valid('param').id)
  if (found === null) throw new ProblemError('not_found')
  const { id, title, text } = found
  if (c.get('principal').kind !== 'anonymous') return c.json({ id, title, text, whole: true }, 200)
  // By code points, so that no pair of surrogates is torn apart.
  const characters = Array.from(text.slice(0, 2 * PREVIEW_CHARACTERS)).slice(0, PREVIEW_CHARACTERS)
  const beginning = characters.join('')
  return c.json({ id, title, text: beginning, whole: beginning === text }, 200)
}
