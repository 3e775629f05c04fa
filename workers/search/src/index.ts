// The search Worker: its handlers, one for each route of the contract.
import { createDomain, type DomainBindings } from 'gatehouse/domain'
import { type FoundDocument, routes } from '../contract.ts'

/** What wrangler generates for this Worker, and the methods of the gateway's key service. */
type SearchBindings = SearchEnv & DomainBindings

const RESULTS_MAX = 20

export default createDomain<SearchBindings, typeof routes>({
  routes,
  handlers: {
    searchDocuments: async (c) => {
      const words = c.req.valid('query').q.match(/[\p{L}\p{N}]+/gu) ?? []
      if (words.length === 0) return c.json({ results: [] }, 200)
      const { results } = await c.env.DB.prepare(
        'SELECT id, title FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT ?',
      )
        // In quotes a word is no operator of the query language.
        .bind(words.map((word) => `"${word}"`).join(' '), RESULTS_MAX)
        .all<FoundDocument>()
      return c.json({ results }, 200)
    },

    putDocument: async (c) => {
      const { id } = c.req.valid('param')
      const { title, text } = c.req.valid('json')
      await c.env.DB.batch([
        c.env.DB.prepare('DELETE FROM documents WHERE id = ?').bind(id),
        c.env.DB.prepare('INSERT INTO documents (id, title, text) VALUES (?, ?, ?)').bind(id, title, text),
      ])
      return c.body(null, 204)
    },
  },
})
