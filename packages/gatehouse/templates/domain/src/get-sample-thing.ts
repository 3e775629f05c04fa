// GET /sample-things/{id}: one sample thing.
import { ProblemError } from 'gatehouse/domain'
import type { DomainBindings, DomainHandler } from 'gatehouse/domain'
import type { getSampleThing as route } from '../contract.ts'

import { findSampleThing } from './sample-thing-list.ts'

export const getSampleThing: DomainHandler<typeof route, DomainBindings> = (c) => {
  const found = findSampleThing(c.req.valid('param').id)
  if (found === undefined) throw new ProblemError('not_found')
  return c.json(found, 200)
}
