// Runs programs of the command in processes of their own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { execPath } from 'node:process'
import { programPath } from '../../project/program.ts'
import { CommandError } from '../command-error.ts'

const MAIN = programPath(import.meta.url, '../main')

/** Runs `gatehouse` with these arguments in the folder of a project; what it prints is shown. @throws CommandError when it fails */
export async function runCommand(args: readonly string[], root = '.'): Promise<void> {
  await runNode([MAIN, ...args], root)
}

/** A program that has failed. Its message is what the program has said of that. */
export class FailedProgram extends CommandError {
  /** `null` when a signal has ended it. */
  readonly exitCode: number | null

  constructor(message: string, exitCode: number | null) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Runs Node in a folder; what the program prints is shown. @throws FailedProgram */
export async function runNode(args: readonly string[], cwd = '.'): Promise<void> {
  const child = spawn(execPath, args, { cwd, stdio: ['ignore', 'inherit', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new FailedProgram(errors.trim(), code)
}
