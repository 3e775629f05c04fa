// A project of one's own begins without the domains that come along: all of them are removed by the real commands, while wrangler
// writes to their folders, and what is left works and takes new ones.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyProject, type ProjectCopy } from '../testing/project-copy.ts'

/** Several commands, on a machine that has other things to do. */
const LONG_MILLIS = 600_000

let project: ProjectCopy
beforeAll(() => {
  project = copyProject()
})
afterAll(() => {
  project.remove()
})

const read = (path: string): string => readFileSync(join(project.folder, path), 'utf8')

async function runs(...args: readonly string[]): Promise<string> {
  const { code, output } = await project.run('node', args)
  expect(code, output).toBe(0)
  return output
}

/** Makes and removes files in the folders of domains, as wrangler does while `npm run dev` runs. @returns ends it */
function startWriting(folders: readonly string[]): () => void {
  const tmp = folders.map((folder) => join(project.folder, 'workers', folder, '.wrangler', 'tmp'))
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
  'all domains are removed while wrangler writes to their folders, the commands work without any, and two are added',
  async () => {
    const stopWriting = startWriting(['search', 'insights', 'payments'])
    try {
      for (const name of ['search', 'insights', 'payments'])
        await runs('packages/gatehouse/src/cli/remove-domain.ts', name)
    } finally {
      stopWriting()
    }
    expect(read('packages/gatehouse/src/gateway/upstream/service.ts')).toContain('SERVICES: readonly Service[] = []')
    // What the writer has left is no domain.
    await runs('packages/gatehouse/src/cli/contracts.ts', '--check')
    rmSync(join(project.folder, 'workers'), { recursive: true, force: true })
    for (const command of ['contracts', 'environments', 'types']) await runs(`scripts/${command}.ts`)
    expect(await runs('packages/gatehouse/src/cli/deploy.ts', '--dry-run')).toContain('gateway: deploy')
    const { output } = await project.run('node', ['packages/gatehouse/src/cli/doctor.ts', '--json'])
    expect(output).not.toContain('ENOENT')
    expect(output).toContain('"check": "wiring"')

    await runs('packages/gatehouse/src/cli/new-domain.ts', 'ledgers', '--d1')
    await runs('packages/gatehouse/src/cli/new-domain.ts', 'memos', '--origin', 'https://memos.example.com')
    expect(existsSync(join(project.folder, 'workers/ledgers/contract.ts'))).toBe(true)
    const routes = read('src/generated/table.ts')
    expect(routes).toContain('"operationId":"listLedgers"')
    expect(routes).toContain('"operationId":"listMemos"')
  },
  LONG_MILLIS,
)
