// Provides the system of a test file without special settings.
import { afterAll, beforeAll, beforeEach, onTestFailed } from 'vitest'
import { startSystem, type System } from './system.ts'

/**
 * Starts a system before the tests of a file, and stops it after them. When a test fails, it prints what happened in the system.
 *
 * @returns a function that gives the system, to call in a test
 *
 * @example
 * import { bearer, useSystem } from 'gatehouse/testing'
 * import { expect, test } from 'vitest'
 *
 * const system = useSystem()
 *
 * test('a caller without the scope is refused', async () => {
 *   const token = await system().token({ user: 'nobody' })
 *   expect((await system().fetch('/payments', { headers: bearer(token) })).status).toBe(403)
 * })
 */
export function useSystem(): () => System {
  let system: System
  beforeAll(async () => {
    system = await startSystem()
  })
  beforeEach(() => {
    onTestFailed(() => system.harness.debug())
  })
  afterAll(async () => {
    await system.stop()
  })
  return () => system
}
