// Sets time limits that only a test that never ends exceeds, because a test takes long on a busy machine.

/** For a test and its hooks: for a few requests, or for work of the processor. */
export const SLOW_MACHINE_TIMEOUTS = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
}

/** Of a test that starts everything, runs many commands or sends more requests than a limit allows. */
export const MANY_COMMANDS_MILLIS = 900_000

/** The polling of a condition in such a test. */
export const PATIENCE = { timeout: 300_000, interval: 250 }
