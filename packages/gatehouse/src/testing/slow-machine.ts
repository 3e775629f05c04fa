// On a busy machine a test takes long, and does not fail for that: only what never ends runs into these limits.

/** Of a test and of what goes before and after it: of a request or a few, or of work for the processor. */
export const SLOW_MACHINE_TIMEOUTS = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
}

/** Of a test that starts everything, runs many commands or sends more requests than a limit allows. */
export const MANY_COMMANDS_MILLIS = 900_000

/** How what such a test waits for is looked at. */
export const PATIENCE = { timeout: 300_000, interval: 250 }
