// POST /sample-things: adds one sample thing.
import { type DomainHandler, systemClock } from 'gatehouse/domain'
import type { createSampleThing as route } from '../contract.ts'
import type { SampleThingsBindings } from './bindings.ts'
import { SampleThingStore } from './sample-thing-store.ts'

export const createSampleThing: DomainHandler<typeof route, SampleThingsBindings> = async (c) => {
  const createdAt = new Date(systemClock.now()).toISOString()
  const added = { id: crypto.randomUUID(), name: c.req.valid('json').name, createdAt }
  await new SampleThingStore(c.env.DB).add(added)
  return c.json(added, 201)
}
