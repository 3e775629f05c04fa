// The system of a test file that asks for nothing special.
import { afterAll, beforeAll, beforeEach, onTestFailed } from 'vitest'
import { startSystem, type System } from './system.ts'

/** Starts a system before the file's tests, and tells what happened in it when one fails. @returns gives the system, in a test */
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
