// The sample things that there are. A list in the code, until they come from somewhere: a database, another service.
import type { z } from '@hono/zod-openapi'
import type { sampleThingSchema } from '../contract.ts'

/** One of them, as the contract shows it. */
export type SampleThing = z.infer<typeof sampleThingSchema>

/** All of them. */
export const ALL_SAMPLE_THINGS: readonly SampleThing[] = [
  { id: 'first', name: 'The first one' },
  { id: 'second', name: 'The second one' },
]

/** The sample thing with an id, if there is one. */
export function findSampleThing(id: string): SampleThing | undefined {
  return ALL_SAMPLE_THINGS.find((candidate) => candidate.id === id)
}
