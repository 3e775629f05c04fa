// Removes the folder of a service whole or not at all, also while another process writes to it.
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { CommandError } from './command-error.ts'

/**
 * Removes a folder of the project in the working directory. `rmSync` alone may stop half-way without an error, when another
 * process removes a file before it does; no process writes to a folder that was moved away.
 * @throws CommandError when the folder can't be moved: then all of it is still there
 */
export function removeFolder(folder: string): void {
  mkdirSync('.wrangler', { recursive: true })
  const removed = mkdtempSync(resolve('.wrangler', 'removed-'))
  try {
    renameSync(folder, join(removed, basename(folder)))
  } catch (error) {
    throw new CommandError(
      `${folder} can't be removed, and is as it was: ${error instanceof Error ? error.message : String(error)}`,
    )
  } finally {
    rmSync(removed, { recursive: true, force: true, maxRetries: 5 })
  }
}
