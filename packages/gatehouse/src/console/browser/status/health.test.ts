// Tests the sentences about an origin.
import { expect, test } from 'vitest'
import { describeOrigin } from './health.ts'

const FINE = { state: 'closed', since: null, slowOperations: 0, lastFailure: null } as const

test.each([
  [FINE, ['The circuit is closed.']],
  [{ ...FINE, since: 940 }, [expect.stringMatching(/^The circuit is closed again since .+ \(1 min ago\)\.$/)]],
  [
    { ...FINE, state: 'open', since: 995, lastFailure: { at: 998, reason: 'the connection failed' } } as const,
    [
      expect.stringMatching(/^The circuit is open since .+ \(5 s ago\): calls are refused until one .+ is answered\.$/),
      'Last failure 2 s ago: the connection failed.',
    ],
  ],
  [{ ...FINE, state: 'trying', since: 995 } as const, [expect.stringContaining('one call tries the service')]],
  [{ ...FINE, slowOperations: 2 }, ['The circuit is closed.', '2 operations not called: too slow.']],
])('an origin is described by its breaker and its last failure: %j', (health, sentences) => {
  expect(describeOrigin(health, 1_000)).toEqual(sentences)
})
