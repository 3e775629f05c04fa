// Runs programs of the command in processes of their own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { CommandError } from '../command-error.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Runs `gatehouse` with these arguments; what it prints is shown. @throws CommandError when it fails */
export async function runCommand(args: readonly string[]): Promise<void> {
  await runNode([MAIN, ...args])
}

/** Runs Node; what the program prints is shown. @throws CommandError with what it says of its failure */
export async function runNode(args: readonly string[]): Promise<void> {
  const child = spawn(execPath, args, { stdio: ['ignore', 'inherit', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new CommandError(errors.trim())
}
