// Runs the commands of a change, and stops them with all that they have started when somebody interrupts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { exit } from 'node:process'
import { domainWorkers } from '../workers.ts'
import { Change } from './change.ts'
import { asWritten } from './files.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const EXIT_INTERRUPTED = 130

/** Files that other commands write: whoever undoes a change puts them back too. */
const WRITTEN_BY_COMMANDS = [
  'src/gateway/generated/routes.ts',
  'src/gateway/generated/openapi.json',
  'src/gateway/generated/permissions.json',
  'worker-configuration.d.ts',
]

/** Whatever follows from the files. */
const STEPS: readonly Step[] = [
  ['writing the environments', ['scripts/environments.ts']],
  ['compiling the contracts', ['scripts/contracts.ts']],
]

/** A command for Node, and what it is for. */
type Step = readonly [title: string, args: readonly [script: string, ...string[]]]

/** Thrown when a command fails or is interrupted; what it said has been shown. */
class StepFailed extends Error {}

/**
 * Makes a change: first the files, then what follows from them, then the types; all of it or nothing. Ends the process when it
 * fails, with 130 when it was interrupted.
 *
 * @param edit writes the files
 * @param typed the Workers whose types change
 */
export async function makeChange(edit: (change: Change) => void, typed: readonly string[]): Promise<void> {
  const change = Change.begin()
  let interrupted = false
  let running: number | undefined
  const interrupt = (): void => {
    interrupted = true
    // The whole group: what a command has started would go on writing.
    if (running !== undefined) process.kill(-running, 'SIGKILL')
  }
  for (const signal of SIGNALS) process.on(signal, interrupt)
  try {
    for (const path of WRITTEN_BY_COMMANDS) change.keep(path)
    for (const { configPath } of domainWorkers())
      change.keep(configPath, becomes(configPath, readFileSync(configPath, 'utf8')))
    edit(change)
    const types: Step = ['writing the types', ['scripts/types.ts', ...typed]]
    for (const [title, args] of typed.length === 0 ? STEPS : [...STEPS, types]) {
      const child = spawn(process.execPath, args, { stdio: 'inherit', detached: true })
      running = child.pid
      const [code] = (await once(child, 'exit')) as [number | null]
      running = undefined
      if (interrupted || code !== 0) throw new StepFailed(`${title} failed`)
    }
    change.done()
  } catch (error) {
    change.undo()
    if (!interrupted && !(error instanceof StepFailed)) throw error
    console.error(interrupted ? 'interrupted' : String(error instanceof Error ? error.message : error))
    console.error('Everything is as it was before.')
    exit(interrupted ? EXIT_INTERRUPTED : 1)
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt)
  }
}

/** What the commands make of a file of this text; nothing when they leave it alone, or refuse it. */
export function becomes(path: string, text: string): string[] {
  try {
    return [asWritten(path, text)]
  } catch {
    return []
  }
}

/** Undoes what a killed command has left, and checks that this is the project's folder. */
export function begin(): void {
  if (!existsSync('src/gateway/services.ts')) {
    console.error('run this in the project: there is no src/gateway/services.ts here')
    exit(1)
  }
  try {
    if (Change.recover()) console.error('The last command was killed halfway; what it had written is undone.')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    exit(1)
  }
}
