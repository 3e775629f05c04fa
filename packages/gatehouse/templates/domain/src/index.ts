// The sample things Worker: its handlers, one for each route of the contract.
import { createDomain, type DomainBindings, ProblemError } from 'gatehouse/domain'
import { routes } from '../contract.ts'

// A list in the code, until they come from somewhere: a database, another service.
const SAMPLE_THINGS = [
  { id: 'first', name: 'The first one' },
  { id: 'second', name: 'The second one' },
]

export default createDomain<DomainBindings, typeof routes>({
  routes,
  handlers: {
    listSampleThings: (c) => c.json({ sampleThings: SAMPLE_THINGS }, 200),

    getSampleThing: (c) => {
      const { id } = c.req.valid('param')
      const found = SAMPLE_THINGS.find((sampleThing) => sampleThing.id === id)
      if (found === undefined) throw new ProblemError('not_found')
      return c.json(found, 200)
    },
  },
})
