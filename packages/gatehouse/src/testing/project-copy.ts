// Copies the project in the working directory to a folder of its own, under git, for commands that change it.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { env } from 'node:process'
import { inRepository } from '../../test/folders.ts'
import { GENERATED } from '../contracts/compile.ts'
import { projectWorkers } from '../project/workers.ts'

/** The command. */
export const COMMAND = inRepository('packages/gatehouse/bin/gatehouse.js')

/** How long a command may take on a busy machine. */
const COMMAND_MILLIS = 600_000

/** The result of a command. */
export interface Outcome {
  readonly code: number | null
  readonly output: string
}

/** The copy. */
export interface ProjectCopy {
  readonly folder: string
  /** The environment of its programs: without the discoveries of this run of the tests. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs a program of the project in it. @param during may end it meanwhile */
  run(
    program: string,
    args: readonly string[],
    during?: (kill: (signal: NodeJS.Signals) => void) => void,
  ): Promise<Outcome>
  /** Runs `gatehouse` in it. */
  gatehouse(...args: readonly string[]): Promise<Outcome>
  /** The changes that git finds: none when everything is as it was. */
  changes(): string
  remove(): void
}

/**
 * Makes a copy of what git knows, and of what it would take in, with the same packages.
 *
 * @param domains those that are copied; otherwise all. Each one that is there is built for a test, and served
 */
export function copyProject(domains?: readonly string[]): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-project-'))
  const listed = git('.', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'])
  const deleted = new Set(git('.', ['ls-files', '-z', '--deleted']).split('\0'))
  const isWanted = (path: string): boolean => {
    const [folder, name = ''] = path.split('/')
    return folder !== 'packages' && (folder !== 'workers' || domains === undefined || domains.includes(name))
  }
  const own = listed.split('\0').filter((path) => path !== '' && !deleted.has(path) && isWanted(path))
  for (const path of own) cpSync(path, join(folder, path))
  const types = projectWorkers().map(({ folder: at }) => join(at, 'worker-configuration.d.ts'))
  const generated = [GENERATED, ...types.filter(isWanted)]
  for (const path of generated) if (existsSync(path)) cpSync(path, join(folder, path), { recursive: true })
  // The library is the one of this repository, as it is an installed one elsewhere.
  for (const shared of ['node_modules', 'packages']) symlinkSync(inRepository(shared), join(folder, shared))
  git(folder, ['init', '--quiet'])
  git(folder, ['add', '--all'])
  git(folder, ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--no-verify', '-m', 'All'])
  // What this run of the tests has found out is not known there.
  const ours = /^(?:CONTRACTS_ARE_FRESH|PREBUILT_WORKERS|NODE_ENV|TEST|VITEST.*)$/
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)))
  const PATH = `${inRepository('node_modules/.bin')}:${dirname(process.execPath)}:${env['PATH'] ?? ''}`
  // Its Workers are called like those of other copies, which wrangler would find beside them.
  const registry = join(folder, '.wrangler/registry')
  const programEnv = { ...clean, PATH, NO_COLOR: '1', WRANGLER_REGISTRY_PATH: registry }
  const run: ProjectCopy['run'] = async (program, args, during) => {
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
  }
  return {
    folder,
    env: programEnv,
    run,
    gatehouse: (...args) => run(process.execPath, [COMMAND, ...args]),
    changes: () => git(folder, ['status', '--porcelain', '--untracked-files=all']),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function git(cwd: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}`)
  return stdout
}
