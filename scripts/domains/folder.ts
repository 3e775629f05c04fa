// Looks into a folder that wrangler may be writing to: what it makes and takes away again there is no part of the domain.
import { type Dirent, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isGenerated } from './generated-files.ts'

/** How often a folder is removed again when wrangler writes to it meanwhile. */
const REMOVAL_TRIES = 20
/** What a file system says when something appears or vanishes while a folder is removed. */
const RACES = new Set(['ENOENT', 'ENOTEMPTY', 'EBUSY'])

/** The files of a folder, those in its folders too, without what commands have written; none when there is no such folder. */
export function filesIn(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (isGenerated(entry.name)) return []
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

/** Removes a folder with all that is in it. What wrangler writes there again afterwards is not waited for. */
export function removeFolder(folder: string): void {
  for (let tries = 0; tries < REMOVAL_TRIES; tries++) {
    try {
      rmSync(folder, { recursive: true, force: true })
      return
    } catch (error) {
      if (!RACES.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
