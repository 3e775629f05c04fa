// A project in a folder outside of this repository that has installed the published package: for tests of what somebody gets who
// has nothing else of ours. The other packages are those of this repository, so nothing is downloaded.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { env, execPath } from 'node:process'
import { packedPackage } from './packed-package.ts'

/** Longest that a program may take: a busy machine takes its time. */
const PROGRAM_MILLIS = 600_000

/** What a program did. */
export interface Outcome {
  readonly code: number | null
  /** What it printed on standard output. */
  readonly stdout: string
  /** All that it printed. */
  readonly output: string
}

/** A project with the package. */
export interface PackedProject {
  readonly folder: string
  /** Writes more files. @param files their texts by their paths in the project */
  write(files: Readonly<Record<string, string>>): void
  /** Runs `gatehouse` in it. */
  gatehouse(...args: readonly string[]): Promise<Outcome>
  /** Runs any program that its packages bring. */
  run(program: string, ...args: readonly string[]): Promise<Outcome>
  /** Starts `gatehouse` in it, for a command that goes on until it is ended. */
  start(...args: readonly string[]): ChildProcess
  remove(): void
}

/**
 * Makes a project.
 *
 * @param files the texts of its files by their paths; without a package.json it gets one for ES modules
 */
export async function packedProject(files: Readonly<Record<string, string>>): Promise<PackedProject> {
  const source = await packedPackage()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-packed-')))
  const packages = join(folder, 'node_modules')
  const own = join(packages, 'gatehouse')
  mkdirSync(packages)
  cpSync(source, own, { recursive: true })
  for (const name of readdirSync('node_modules'))
    if (name !== 'gatehouse' && !name.startsWith('.')) symlinkSync(resolve('node_modules', name), join(packages, name))
  const programs = join(packages, '.bin')
  mkdirSync(programs)
  for (const name of readdirSync('node_modules/.bin'))
    if (name !== 'gatehouse') symlinkSync(realpathSync(join('node_modules/.bin', name)), join(programs, name))
  const command = join(own, 'bin/gatehouse.js')
  symlinkSync(command, join(programs, 'gatehouse'))

  const programEnv = { ...environment(), PATH: [programs, dirname(execPath), env['PATH'] ?? ''].join(delimiter) }
  const write = (more: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
  const spawnIn = (program: string, args: readonly string[], timeout?: number) =>
    spawn(program, args, {
      cwd: folder,
      env: { ...programEnv, WRANGLER_REGISTRY_PATH: join(folder, '.wrangler/registry') },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(timeout !== undefined && { timeout }),
    })
  const run = async (program: string, ...args: readonly string[]): Promise<Outcome> => {
    const child = spawnIn(program, args, PROGRAM_MILLIS)
    let [stdout, output] = ['', '']
    child.stdout.on('data', (piece: Buffer) => {
      stdout += piece.toString()
      output += piece.toString()
    })
    child.stderr.on('data', (piece: Buffer) => (output += piece.toString()))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, stdout, output }
  }
  write({ 'package.json': '{ "type": "module" }\n', ...files })
  return {
    folder,
    write,
    run,
    gatehouse: async (...args) => await run(execPath, command, ...args),
    start: (...args) => spawnIn(execPath, [command, ...args]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

// What this run of the tests has found out is not known there.
function environment(): Record<string, string | undefined> {
  const ours = /^(?:CONTRACTS_ARE_FRESH|PREBUILT_WORKERS|NODE_ENV|TEST|VITEST.*)$/
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name))),
    NO_COLOR: '1',
    WRANGLER_SEND_METRICS: 'false',
  }
}
