// GET /sample-things: the newest sample things.
import type { DomainHandler } from 'gatehouse/domain'
import type { listSampleThings as route } from '../contract.ts'
import type { SampleThingsBindings } from './bindings.ts'
import { SampleThingStore } from './sample-thing-store.ts'

export const listSampleThings: DomainHandler<typeof route, SampleThingsBindings> = async (c) => {
  const found = await new SampleThingStore(c.env.DB).list(c.req.valid('query').limit)
  return c.json({ sampleThings: found }, 200)
}
