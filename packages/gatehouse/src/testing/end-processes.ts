// Ensures, before all tests of a run, that no process outlives the run, whether it passes, fails, is interrupted or is killed. A runtime
// that a test has started does not notice the end of its parent.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { env, execPath } from 'node:process'
import { programPath } from '../project/program.ts'

/** Carried by every process that this run starts, through their environment. */
const MARK = 'GATEHOUSE_TEST_RUN'

/** Marks the run, and starts the process that waits for its end. */
export function setup(): void {
  env[MARK] = randomUUID()
  const reaper = spawn(execPath, [programPath(import.meta.url, './process-reaper'), `${MARK}=${env[MARK]}`], {
    // A signal to the run's group of processes is not for this one.
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  reaper.unref()
  // Its type has none, but a pipe is a socket.
  if ('unref' in reaper.stdin && typeof reaper.stdin.unref === 'function') reaper.stdin.unref()
}
