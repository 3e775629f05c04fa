// Sample things at rest: the only code of this domain that speaks SQL.
import type { z } from '@hono/zod-openapi'
import type { sampleThingSchema } from '../contract.ts'

/** One of them, as the contract shows it. */
export type SampleThing = z.infer<typeof sampleThingSchema>

/** The sample things in a D1 database. */
export class SampleThingStore {
  readonly #database: D1Database

  constructor(database: D1Database) {
    this.#database = database
  }

  /** So many of them, the newest first. */
  async list(limit: number): Promise<SampleThing[]> {
    const { results } = await this.#database
      .prepare('SELECT id, name, created_at AS createdAt FROM "sample_things" ORDER BY seq DESC LIMIT ?')
      .bind(limit)
      .all<SampleThing>()
    return results
  }

  /** Adds one sample thing. */
  async add({ id, name, createdAt }: SampleThing): Promise<void> {
    await this.#database
      .prepare('INSERT INTO "sample_things" (id, name, created_at) VALUES (?, ?, ?)')
      .bind(id, name, createdAt)
      .run()
  }
}
