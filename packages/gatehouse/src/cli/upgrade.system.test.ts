// Tests a project with the files of an older version: every command reports that first, and one command brings it up to date.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../../tools/workerd/server.ts'
import { copyProject, type ProjectCopy } from '../testing/project-copy.ts'

// A developer's own `gatehouse dev` may have the usual ones.
const PORTS = ['--port', String(await freePort()), '--tenant-port', String(await freePort())]

const HANDLER = 'workers/samples/src/index.ts'

let project: ProjectCopy
beforeAll(() => {
  project = copyProject()
  edit('wrangler.toml', (text) =>
    text
      .replace(/\[\[durable_objects\.bindings\]\]\nname = "PROOFS"\nclass_name = "ProofMemory"\n/, '')
      .replace(/\[\[migrations\]\]\n.*\n.*\n/, '')
      .replace('[env.production.vars]', '[env.production.vars]\nALLOWED_ORIGINS = "https://app.example.com"'),
  )
  edit(HANDLER, (text) => `${text}\n/** As version 0.0 called it. */\nexport const UNKNOWN = 'resource_unknown'\n`)
  git('add', '--all')
  git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'Be old')
})
afterAll(() => project.remove())

const read = (path: string): string => readFileSync(join(project.folder, path), 'utf8')
const edit = (path: string, change: (text: string) => string): void => {
  const text = change(read(path))
  expect(text).not.toBe(read(path))
  writeFileSync(join(project.folder, path), text)
}
const git = (...args: string[]): string => execFileSync('git', args, { cwd: project.folder, encoding: 'utf8' })

test.each([['check'], ['dev', ...PORTS], ['deploy', '--dry-run'], ['contracts']])(
  '%s says what the project lacks, with the lines to add, and does nothing else',
  async (...args) => {
    const { code, output } = await project.gatehouse(...args)
    expect(code).toBe(1)
    expect(output).toContain('wrangler.toml needs [[durable_objects.bindings]] with the name PROOFS')
    expect(output).toContain('new_sqlite_classes = ["ProofMemory"]')
    expect(output).toContain('gatehouse upgrade')
    expect(output).not.toMatch(/\n\s+at /)
  },
)

test('the changes are shown first, as a difference, and made without an edit by hand', async () => {
  const shown = await project.gatehouse('upgrade', '--dry-run')
  expect(shown.code).toBe(0)
  expect(shown.output).toContain("-export const UNKNOWN = 'resource_unknown'\n+export const UNKNOWN = 'not_found'")
  expect(shown.output).toContain('+GATEHOUSE_ALLOWED_ORIGINS = "https://app.example.com"')
  expect(shown.output).toContain('+class_name = "ProofMemory"')
  expect(project.changes()).toBe('')

  const { code, output } = await project.gatehouse('upgrade', '--no-install')
  expect(code, output).toBe(0)
  expect(read(HANDLER)).toContain("'not_found'")
  const checked = await project.gatehouse('check')
  expect(checked.code, checked.output).toBe(0)

  const again = await project.gatehouse('upgrade', '--no-install')
  expect(again.output).toContain('The project is up to date')
})

test('work that git does not have is not mixed with the changes', async () => {
  git('checkout', '--quiet', '.')
  edit('wrangler.toml', (text) => `${text}\n# Mine.\n`)
  const { code, output } = await project.gatehouse('upgrade', '--no-install')
  expect(code).toBe(1)
  expect(output).toContain('not committed')
  expect(read(HANDLER)).toContain("'resource_unknown'")
})
