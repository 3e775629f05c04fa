// GET /sample-things: all the sample things.
import type { DomainBindings, DomainHandler } from 'gatehouse/domain'
import type { listSampleThings as route } from '../contract.ts'

import { ALL_SAMPLE_THINGS } from './sample-thing-list.ts'

export const listSampleThings: DomainHandler<typeof route, DomainBindings> = (c) =>
  c.json({ sampleThings: [...ALL_SAMPLE_THINGS] }, 200)
