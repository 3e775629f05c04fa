// The sample things Worker: its handlers, one for each route of the contract.
import { createDomain, type DomainBindings, systemClock } from 'gatehouse/domain'
import { routes, type SampleThing } from '../contract.ts'

/** What wrangler generates for this Worker, and the methods of the gateway's key service. */
type SampleThingsBindings = SampleThingsEnv & DomainBindings

export default createDomain<SampleThingsBindings, typeof routes>({
  routes,
  handlers: {
    listSampleThings: async (c) => {
      const { results } = await c.env.DB.prepare(
        'SELECT id, name, created_at AS createdAt FROM "sample_things" ORDER BY seq DESC LIMIT ?',
      )
        .bind(c.req.valid('query').limit)
        .all<SampleThing>()
      return c.json({ sampleThings: results }, 200)
    },

    createSampleThing: async (c) => {
      const { name } = c.req.valid('json')
      const added = { id: crypto.randomUUID(), name, createdAt: new Date(systemClock.now()).toISOString() }
      await c.env.DB.prepare('INSERT INTO "sample_things" (id, name, created_at) VALUES (?, ?, ?)')
        .bind(added.id, added.name, added.createdAt)
        .run()
      return c.json(added, 201)
    },
  },
})
