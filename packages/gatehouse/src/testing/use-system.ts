// Provides the system of a test file without special settings.
import { afterAll, beforeAll, beforeEach, onTestFailed } from 'vitest'
import { startSystem, type System } from './system.ts'

/**
 * Starts a system before the file's tests, and prints its events when one fails. @returns a function that returns the system, in a test
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
