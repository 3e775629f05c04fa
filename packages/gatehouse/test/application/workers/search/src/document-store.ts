// Documents at rest and their full-text index: the only code of this domain that speaks SQL. Triggers keep the index
// in step (migrations/), so nothing here writes to it.
import type { z } from '@hono/zod-openapi'
import type { documentSchema } from '../contract.ts'
import { HIT_END, HIT_START } from './snippet.ts'

/** A document as the contract shows it. */
export type Document = z.infer<typeof documentSchema>

/** A document that was found, with an excerpt of its text in which {@link HIT_START} and {@link HIT_END} mark the hits. */
export interface Hit {
  readonly id: string
  readonly title: string
  readonly excerpt: string
}

const TITLE_WEIGHT = 5
const TEXT_WEIGHT = 1
const TEXT_COLUMN = 1
const EXCERPT_WORDS = 24

/** The documents in a D1 database. */
export class DocumentStore {
  readonly #database: D1Database

  constructor(database: D1Database) {
    this.#database = database
  }

  /** The documents that an FTS5 query matches, the best first. @throws when the query is not well-formed */
  async search(match: string, limit: number): Promise<readonly Hit[]> {
    const { results } = await this.#database
      .prepare(
        `SELECT documents.id, documents.title, snippet(documents_index, ?, ?, ?, '…', ?) AS excerpt
         FROM documents_index JOIN documents ON documents.number = documents_index.rowid
         WHERE documents_index MATCH ?
         ORDER BY bm25(documents_index, ?, ?), documents.id LIMIT ?`,
      )
      .bind(TEXT_COLUMN, HIT_START, HIT_END, EXCERPT_WORDS, match, TITLE_WEIGHT, TEXT_WEIGHT, limit)
      .all<Hit>()
    return results
  }

  /** Adds a document or replaces the one with its id. @returns whether it is new */
  async put({ id, title, text }: Document): Promise<boolean> {
    const stored = await this.#database
      .prepare(
        `INSERT INTO documents (id, title, text) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET title = excluded.title, text = excluded.text, revision = revision + 1
         RETURNING revision`,
      )
      .bind(id, title, text)
      .first<{ revision: number }>()
    return stored?.revision === 1
  }

  /** One document, or `null` when there is none. */
  async find(id: string): Promise<Document | null> {
    return await this.#database.prepare('SELECT id, title, text FROM documents WHERE id = ?').bind(id).first<Document>()
  }

  /** The documents by id, beginning after one that need not be there. */
  async list(after: string, limit: number): Promise<Document[]> {
    const { results } = await this.#database
      .prepare('SELECT id, title, text FROM documents WHERE id > ? ORDER BY id LIMIT ?')
      .bind(after, limit)
      .all<Document>()
    return results
  }

  /** Removes a document. @returns whether there was one */
  async remove(id: string): Promise<boolean> {
    const removed = await this.#database.prepare('DELETE FROM documents WHERE id = ? RETURNING id').bind(id).first()
    return removed !== null
  }
}
