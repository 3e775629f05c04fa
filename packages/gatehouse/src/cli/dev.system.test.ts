// `npm run dev` in a copy of the project: whatever is saved is served, however it is saved, without a restart.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freePort } from '../../../../tools/workerd/server.ts'
import { copyProject, type ProjectCopy } from '../testing/project-copy.ts'

/** A start of everything, or several commands, on a machine that has other things to do. */
const LONG_MILLIS = 300_000
const PATIENCE = { timeout: 120_000, interval: 250 }
const CONTRACT = 'workers/search/contract.ts'

let project: ProjectCopy
let dev: ChildProcess
let url: string
let ports: readonly string[]
let output = ''

beforeAll(async () => {
  project = copyProject()
  const [port, tenantPort] = [await freePort(), await freePort()]
  url = `http://localhost:${port}`
  ports = ['--port', String(port), '--tenant-port', String(tenantPort)]
  const compiled = await project.run('node', ['packages/gatehouse/src/cli/contracts.ts'])
  expect(compiled.code, compiled.output).toBe(0)
  dev = spawn('node', ['packages/gatehouse/src/cli/dev.ts', ...ports], { cwd: project.folder, env: project.env })
  dev.stdout?.on('data', (piece: Buffer) => (output += piece.toString()))
  dev.stderr?.on('data', (piece: Buffer) => (output += piece.toString()))
  await vi.waitFor(() => {
    if (!output.includes('Documentation')) throw new Error(output)
  }, PATIENCE)
}, LONG_MILLIS)

afterAll(async () => {
  const ended = once(dev, 'exit')
  dev.kill('SIGTERM')
  await ended
  project.remove()
}, LONG_MILLIS)

const textOf = async (path: string): Promise<string> => await (await fetch(url + path)).text()
const statusOf = async (path: string): Promise<number> => (await fetch(url + path)).status

/** Saves a file as many editors do: beside it, and then renamed. */
function save(path: string, text: string): void {
  const whole = join(project.folder, path)
  writeFileSync(`${whole}.new`, text)
  renameSync(`${whole}.new`, whole)
}

test(
  'a contract that is saved by renaming is compiled each time, and its guard is the one that is served',
  async () => {
    const open = readFileSync(join(project.folder, CONTRACT), 'utf8')
    const closed = open
      .replaceAll('access: anyone', "access: scopes('read:search')")
      .replace('permissions: {', "permissions: { 'read:search': 'Search', ")
    expect(closed).not.toBe(open)
    expect(await statusOf('/search?q=token')).toBe(200)
    for (const [text, status] of [
      [closed, 401],
      [open, 200],
      [closed, 401],
      [open, 200],
      [closed, 401],
    ] as const) {
      save(CONTRACT, text)
      await expect.poll(() => statusOf('/search?q=token'), PATIENCE).toBe(status)
    }
    save(CONTRACT, open)
    await expect.poll(() => statusOf('/search?q=token'), PATIENCE).toBe(200)
  },
  LONG_MILLIS,
)

test(
  'a new migration is applied to the database that is being served',
  async () => {
    save(
      'workers/search/migrations/0009_heron.sql',
      "INSERT INTO documents (id, title, text) VALUES ('heron', 'The heron', 'A heron stands still');",
    )
    await expect.poll(() => textOf('/search?q=heron'), PATIENCE).toContain('The heron')
  },
  LONG_MILLIS,
)

test(
  'a folder that is made is served, and one that is removed is not, without a restart',
  async () => {
    const made = await project.run('node', ['packages/gatehouse/src/cli/new-domain.ts', 'memos', '--public'])
    expect(made.code, made.output).toBe(0)
    await expect.poll(() => statusOf('/memos').catch(() => null), PATIENCE).toBe(200)
    const removed = await project.run('node', ['packages/gatehouse/src/cli/remove-domain.ts', 'memos', '--force'])
    expect(removed.code, removed.output).toBe(0)
    await expect.poll(() => statusOf('/memos').catch(() => null), PATIENCE).toBe(404)
    // It has been started again, and is done with it.
    await expect.poll(() => output.split('Served now: ').length, PATIENCE).toBe(3)
    expect(await statusOf('/search?q=token')).toBe(200)
    expect(dev.exitCode).toBeNull()
  },
  LONG_MILLIS,
)

test('a second one on the same ports says that they are taken and by which process, and ends', async () => {
  const second = await project.run('node', ['packages/gatehouse/src/cli/dev.ts', ...ports])
  expect(second.code).toBe(1)
  for (const port of [ports[1], ports[3]])
    expect(second.output).toMatch(
      new RegExp(`Port ${port} is taken by workerd \\(process \\d+, in ${project.folder}\\)`),
    )
  expect(second.output).not.toContain('Documentation')
})

test('the tenant on another port lets people log in from the gateway on another port', async () => {
  const login = await fetch(`${url}/auth/login?returnTo=/x`, { redirect: 'manual' })
  const page = await fetch(login.headers.get('location') ?? '', { redirect: 'manual' })
  expect(page.status).toBeLessThan(400)
  expect(page.headers.get('location') ?? (await page.text())).not.toContain('error=')
})
