// What git could not bring back of a folder, so that nothing is lost with it.
import { spawnSync } from 'node:child_process'
import { isGenerated } from './generated-files.ts'

/**
 * The files of a folder that git does not have as they are: changed, new, and those that it ignores, as `.dev.vars`. The folder
 * itself where there is no git that could say.
 *
 * @param cwd where the repository is; the working folder unless it says otherwise
 */
export function uncommittedIn(folder: string, cwd: string = process.cwd()): string[] {
  const listed = git(cwd, ['ls-files', '-z', '--', folder])
  const status = git(cwd, [
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '--untracked-files=all',
    '--ignored',
    '--',
    folder,
  ])
  if (listed === null || status === null || listed.length === 0) return [folder]
  // `XY path`
  return status.map((entry) => entry.slice(3)).filter((path) => !isGenerated(path.replace(/\/$/, '')))
}

function git(cwd: string, args: readonly string[]): string[] | null {
  const { status, stdout } = spawnSync('git', args, { cwd, encoding: 'utf8' })
  return status === 0 ? stdout.split('\0').filter((entry) => entry !== '') : null
}
