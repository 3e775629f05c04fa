// A project whose gateway has another name works without any other change: its configurations are made, its domains are found and
// bound, and the tests of a domain pass.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyProject, type ProjectCopy } from '../../src/testing/project-copy.ts'
import { MANY_COMMANDS_MILLIS } from '../../src/testing/slow-machine.ts'

let project: ProjectCopy
beforeAll(() => {
  project = copyProject(['insights', 'payments'])
  const path = join(project.folder, 'wrangler.toml')
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace(/^name = ".*"$/m, 'name = "front"'))
})
afterAll(() => {
  project.remove()
})

test(
  'the tests of a domain pass in a project whose gateway has another name',
  async () => {
    const file = 'workers/insights/src/csv.system.test.ts'
    const { code, output } = await project.gatehouse('test', file)
    expect(code, output).toBe(0)
    expect(output).toContain(file)
    const config = (worker: string): unknown =>
      JSON.parse(readFileSync(join(project.folder, `.wrangler/gatehouse/test/${worker}/wrangler.json`), 'utf8'))
    expect(config('gateway')).toMatchObject({ name: 'front' })
    expect(config('payments')).toMatchObject({ name: 'front-payments' })
    expect(output).not.toContain('gatehouse-payments')
  },
  MANY_COMMANDS_MILLIS,
)
