// A run of the tests leaves no process behind, however it ends: each of these runs starts a real workerd and never closes it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { env } from 'node:process'
import { afterAll, expect, test } from 'vitest'
import { SLOW_MACHINE_TIMEOUTS } from '../../src/testing/slow-machine.ts'
import { inRepository } from '../folders.ts'

mkdirSync('dist', { recursive: true })
const folder = mkdtempSync(resolve('dist', 'left-processes-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

writeFileSync(join(folder, 'worker.mjs'), 'export default { fetch: () => new Response("here") }')
writeFileSync(
  join(folder, 'vitest.config.ts'),
  `export default ${JSON.stringify({
    root: folder,
    test: {
      include: ['*.fixture.ts'],
      globalSetup: inRepository('packages/gatehouse/src/testing/end-processes.ts'),
      testTimeout: SLOW_MACHINE_TIMEOUTS.testTimeout,
    },
  })}`,
)

/** A test that starts a workerd, says so in a file, and ends as it is told to. */
function fixture(name: string, end: string): string {
  const started = join(folder, `${name}.started`)
  writeFileSync(
    join(folder, `${name}.fixture.ts`),
    `import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { createTestHarness } from 'wrangler'
test('a system is started', async () => {
  const config = { name: 'here', main: ${JSON.stringify(join(folder, 'worker.mjs'))}, compatibility_date: '2026-11-01' }
  const harness = createTestHarness({ workers: [{ config }] })
  await harness.listen()
  writeFileSync(${JSON.stringify(started)}, process.env.GATEHOUSE_TEST_RUN ?? '')
  ${end}
})`,
  )
  return started
}

/** Processes that a run has started, by the mark of their environment. */
function processesOf(run: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`GATEHOUSE_TEST_RUN=${run}`)
    } catch {
      return false
    }
  })
}

test.runIf(existsSync('/proc/self/environ')).each([
  ['fails', "throw new Error('red')", null],
  ['is ended by its own worker’s SIGKILL', "process.kill(process.pid, 'SIGKILL')", null],
  ['is interrupted', 'await new Promise(() => {})', 'SIGINT'],
  ['is ended', 'await new Promise(() => {})', 'SIGTERM'],
  ['is killed', 'await new Promise(() => {})', 'SIGKILL'],
] as const)('a run that %s leaves no process behind', async (title, end, signal) => {
  const name = title.replaceAll(/\W+/g, '-')
  const started = fixture(name, end)
  const run = spawn('vitest', ['run', '--config', join(folder, 'vitest.config.ts'), `${name}.fixture.ts`], {
    cwd: folder,
    env: { ...env, PATH: `${inRepository('node_modules/.bin')}:${env['PATH'] ?? ''}` },
    stdio: 'ignore',
  })
  const ended = once(run, 'exit')
  if (signal !== null) {
    await expect.poll(() => existsSync(started)).toBe(true)
    expect(processesOf(readFileSync(started, 'utf8')).length).toBeGreaterThan(0)
    run.kill(signal)
  }
  await ended
  expect(run.exitCode).not.toBe(0)
  const mark = readFileSync(started, 'utf8')
  expect(mark).toMatch(/^[\da-f-]{36}$/)
  await expect.poll(() => processesOf(mark)).toEqual([])
})
