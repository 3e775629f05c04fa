// The sample things Worker; wiring only.
import { createDomain } from 'gatehouse/domain'
import { routes } from '../contract.ts'
import type { SampleThingsBindings } from './bindings.ts'
import { createSampleThing } from './create-sample-thing.ts'
import { listSampleThings } from './list-sample-things.ts'

export default createDomain<SampleThingsBindings, typeof routes>({
  routes,
  handlers: { listSampleThings, createSampleThing },
})
