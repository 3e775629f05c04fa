// The reference application does not need its domains: without them its own tests pass, every command works, and it takes new ones,
// whether a command or a person adds them. The domains are removed while wrangler writes to their folders.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyProject, type ProjectCopy } from '../packages/gatehouse/src/testing/project-copy.ts'
import { MANY_COMMANDS_MILLIS } from '../packages/gatehouse/src/testing/slow-machine.ts'

const TEMPLATE = resolve('packages/gatehouse/templates/domain')

/** Those that show something, as far as they are still there. */
const DEMOS = ['search', 'insights', 'payments'].filter((name) => existsSync(join('workers', name)))

let project: ProjectCopy
beforeAll(() => {
  project = copyProject()
  // The repository's has the tests of the library too. Without it, `gatehouse test` runs those of the project.
  rmSync(inProject('vitest.config.ts'))
})
afterAll(() => {
  project.remove()
})

const inProject = (path: string): string => join(project.folder, path)
const read = (path: string): string => readFileSync(inProject(path), 'utf8')

async function succeeds(...args: readonly string[]): Promise<string> {
  const { code, output } = await project.gatehouse(...args)
  expect(code, output).toBe(0)
  return output
}

/** Makes and removes files in the folders of domains, as wrangler does while `gatehouse dev` runs. @returns ends it */
function startWriting(folders: readonly string[]): () => void {
  const tmp = folders.map((folder) => inProject(`workers/${folder}/.wrangler/tmp`))
  const program = `
    const { mkdirSync, rmSync, writeFileSync } = require('node:fs')
    setInterval(() => {
      for (const folder of ${JSON.stringify(tmp)}) for (let index = 0; index < 50; index++) try {
        mkdirSync(folder + '/' + index, { recursive: true })
        writeFileSync(folder + '/' + index + '/bundle.js', '')
        rmSync(folder + '/' + index, { recursive: true })
      } catch {}
    }, 0)`
  const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' })
  return () => child.kill('SIGKILL')
}

test(
  'the tests of the application pass without its demos, and every command works without any domain',
  async () => {
    const stopWriting = startWriting(DEMOS)
    try {
      for (const name of DEMOS) {
        await succeeds('remove', name)
        expect(existsSync(inProject(`workers/${name}/contract.ts`))).toBe(false)
        expect(existsSync(inProject(`workers/${name}/src`))).toBe(false)
      }
    } finally {
      stopWriting()
    }
    expect(await succeeds('test')).toMatch(/Test Files .*2 passed/)

    await succeeds('remove', 'samples')
    expect(read('src/generated/table.ts')).toContain('services: [\n  ]')
    // The remains of the writer are no domain.
    await succeeds('contracts', '--check')
    await succeeds('check')
    rmSync(inProject('workers'), { recursive: true, force: true })
    for (const command of ['contracts', 'types', 'check', 'build']) await succeeds(command)
    expect(await succeeds('deploy', '--dry-run', '--no-doctor')).toContain('gateway')
    const { output } = await project.gatehouse('doctor', '--json')
    expect(output).not.toContain('ENOENT')
  },
  MANY_COMMANDS_MILLIS,
)

test(
  'a domain that is copied and renamed by hand is compiled, tested and deployed, and one whose folder is deleted is gone',
  async () => {
    // mkdir, cp -r and sed: the names of the template's files may stay.
    mkdirSync(inProject('workers'), { recursive: true })
    cpSync(TEMPLATE, inProject('workers/memos'), { recursive: true })
    for (const entry of readdirSync(inProject('workers/memos'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, text.replaceAll(/(?<!list-)sample-things/g, 'memos').replaceAll('SampleThing', 'Memo'))
    }
    expect(await succeeds('test', 'workers/memos')).toMatch(/Tests .*3 passed/)
    expect(await succeeds('deploy', '--dry-run', '--no-doctor')).toContain('memos')

    rmSync(inProject('workers/memos'), { recursive: true })
    expect(await succeeds('deploy', '--dry-run', '--no-doctor')).not.toContain('memos')
    expect(read('src/generated/table.ts')).not.toContain('memos')
  },
  MANY_COMMANDS_MILLIS,
)

test(
  'two services are added by the command where there was none',
  async () => {
    await succeeds('new', 'ledgers', '--d1')
    await succeeds('new', 'memos', '--origin', 'https://memos.example.com')
    expect(existsSync(inProject('workers/ledgers/contract.ts'))).toBe(true)
    const table = read('src/generated/table.ts')
    expect(table).toContain('"operationId":"listLedgers"')
    expect(table).toContain('"operationId":"listMemos"')
  },
  MANY_COMMANDS_MILLIS,
)
