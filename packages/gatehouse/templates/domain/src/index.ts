// The sample things Worker; wiring only.
import { createDomain, type DomainBindings } from 'gatehouse/domain'
import { routes } from '../contract.ts'

import { getSampleThing } from './get-sample-thing.ts'
import { listSampleThings } from './list-sample-things.ts'

export default createDomain<DomainBindings, typeof routes>({
  routes,
  handlers: { listSampleThings, getSampleThing },
})
