// A copy of the project in a folder of its own, under git, for commands that change it.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { env } from 'node:process'
import { LOCAL_TENANT, projectWorkers } from '../project/workers.ts'

/** Longest that a command may take: a busy machine takes its time. */
const COMMAND_MILLIS = 120_000

/** What a command did. */
export interface Outcome {
  readonly code: number | null
  readonly output: string
}

/** The copy. */
export interface ProjectCopy {
  readonly folder: string
  /** What its programs are started with: nothing of what this run of the tests has found out. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs a program of the project in it. @param during may end it meanwhile */
  run(
    program: string,
    args: readonly string[],
    during?: (kill: (signal: NodeJS.Signals) => void) => void,
  ): Promise<Outcome>
  /** Folders of Workers whose types are not there, as nobody has made them in the project itself. */
  untyped(): string[]
  /** A configuration for vitest that runs the tests of a domain alone, without building for all the others. */
  testConfig(): string
  /** What git finds changed: nothing when everything is as it was. */
  changes(): string
  remove(): void
}

/** Makes a copy of what git knows, and of what it would take in, with the same packages. */
export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-project-'))
  const listed = git('.', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'])
  const deleted = new Set(git('.', ['ls-files', '-z', '--deleted']).split('\0'))
  for (const path of listed.split('\0').filter((path) => path !== '' && !deleted.has(path)))
    cpSync(path, join(folder, path))
  const types = [LOCAL_TENANT, ...projectWorkers()].map(({ name, folder: at }) => {
    return { folder: name, path: relative('.', join(at, 'worker-configuration.d.ts')) }
  })
  const typed = types.filter(({ path }) => existsSync(path))
  for (const { path } of typed) cpSync(path, join(folder, path))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  git(folder, ['init', '--quiet'])
  git(folder, ['add', '--all'])
  git(folder, ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--no-verify', '-m', 'All'])
  // What this run of the tests has found out is not known there.
  const ours = /^(?:CONTRACTS_ARE_FRESH|PREBUILT_WORKERS|NODE_ENV|TEST|VITEST.*)$/
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)))
  const PATH = `${resolve('node_modules/.bin')}:${dirname(process.execPath)}:${env['PATH'] ?? ''}`
  const programEnv = { ...clean, PATH, NO_COLOR: '1' }
  return {
    folder,
    env: programEnv,
    run: async (program, args, during) => {
      const child = spawn(program, args, {
        cwd: folder,
        env: programEnv,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: COMMAND_MILLIS,
      })
      let output = ''
      child.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
      child.stderr.on('data', (piece: Buffer) => (output += piece.toString()))
      during?.((signal) => child.kill(signal))
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, output }
    },
    untyped: () => types.filter((one) => !typed.includes(one)).map((one) => one.folder),
    testConfig: () => {
      const config = join(folder, 'dist', 'domain.config.ts')
      mkdirSync(dirname(config), { recursive: true })
      const test = {
        include: ['workers/*/test/**/*.test.ts'],
        testTimeout: COMMAND_MILLIS,
        hookTimeout: COMMAND_MILLIS,
      }
      writeFileSync(config, `export default ${JSON.stringify({ root: folder, test })}`)
      return config
    },
    changes: () => git(folder, ['status', '--porcelain', '--untracked-files=all']),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function git(cwd: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}`)
  return stdout
}
