// The watch mode of the tests, in a copy of the project: a Worker is tested as it is now, not as it was when the mode was started.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMAND, copyProject } from '../testing/project-copy.ts'
import { MANY_COMMANDS_MILLIS, PATIENCE } from '../testing/slow-machine.ts'

test(
  'a handler that is broken while the tests are watched makes them red by itself',
  async () => {
    const project = copyProject(['search'])
    const watching = spawn('node', [COMMAND, 'test', '--watch', 'workers/search/src/read-documents.system.test.ts'], {
      cwd: project.folder,
      env: project.env,
    })
    let output = ''
    watching.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
    watching.stderr.on('data', (piece: Buffer) => (output += piece.toString()))
    try {
      await expect.poll(() => output, PATIENCE).toMatch(/Tests .*passed/)
      expect(output).not.toMatch(/Tests .*failed/)
      const handler = join(project.folder, 'workers/search/src/get-document.ts')
      writeFileSync(handler, readFileSync(handler, 'utf8').replace('text: beginning', "text: 'broken'"))
      await expect.poll(() => output, PATIENCE).toMatch(/Tests .*failed/)
    } finally {
      const ended = once(watching, 'exit')
      watching.kill('SIGTERM')
      await ended
      project.remove()
    }
  },
  MANY_COMMANDS_MILLIS,
)
