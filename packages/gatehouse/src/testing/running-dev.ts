// Runs `gatehouse dev` in a copy of the project.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { vi } from 'vitest'
import { COMMAND, type ProjectCopy } from './project-copy.ts'
import { PATIENCE } from './slow-machine.ts'

/** A running `gatehouse dev`. */
export interface RunningDev {
  readonly process: ChildProcess
  /** Returns everything that it has printed until now. */
  readonly output: () => string
  /** Ends it, and waits until it has ended. */
  readonly stop: () => Promise<void>
}

/** Starts it, and waits until everything is served. @throws Error with its output when that does not happen */
export async function startDev(project: ProjectCopy, ...args: readonly string[]): Promise<RunningDev> {
  const dev = spawn('node', [COMMAND, 'dev', ...args], { cwd: project.folder, env: project.env })
  let output = ''
  for (const stream of [dev.stdout, dev.stderr]) stream.on('data', (piece: Buffer) => (output += piece.toString()))
  const stop = async (): Promise<void> => {
    const ended = once(dev, 'exit')
    dev.kill('SIGTERM')
    await ended
  }
  try {
    await vi.waitFor(() => {
      if (!output.includes('Documentation')) throw new Error(output)
    }, PATIENCE)
  } catch (error) {
    await stop()
    throw error
  }
  return { process: dev, output: () => output, stop }
}
