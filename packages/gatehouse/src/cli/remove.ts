// Removes a domain, or a service in another technology: deletes its folder if git has all of it, and compiles the contracts.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readConfig } from '../project/config-files.ts'
import type { Table } from '../project/table.ts'
import { bindingOf, domainWorkers } from '../project/workers.ts'
import { CommandError } from './command-error.ts'
import { compile } from './contracts.ts'
import { removeFolder } from './remove-folder.ts'

/** Files that commands write, and can write again. */
const GENERATED = /(?:^|\/)(?:worker-configuration\.d\.ts|\.wrangler(?:\/.*)?)$/

/** Options of the command. */
export interface RemoveOptions {
  readonly force?: boolean
}

/** Removes a service from the project in the working directory. @throws CommandError when something would be lost or broken */
export async function removeService(name: string, { force = false }: RemoveOptions): Promise<void> {
  const folder = ['workers', 'origins'].map((parent) => `${parent}/${name}`).find((path) => existsSync(path))
  if (folder === undefined || !/^[a-z][a-z\d-]*$/.test(name))
    throw new CommandError(`there is no workers/${name} and no origins/${name}`)
  const caller = domainWorkers().find((worker) => worker.name !== name && calls(worker.name, name))
  if (caller !== undefined)
    throw new CommandError(
      `workers/${caller.name} calls it: remove the binding ${bindingOf(name)} from ${caller.folder}/wrangler.toml first`,
    )
  const unsaved = force ? [] : uncommittedIn(folder)
  if (unsaved.length > 0)
    throw new CommandError(`git does not have all of ${folder}: commit it, or use --force\n  ${unsaved.join('\n  ')}`)
  removeFolder(folder)
  await compile()
  console.log(`removed  ${folder}`)
}

function calls(domain: string, name: string): boolean {
  const worker = domainWorkers().find((candidate) => candidate.name === domain)
  const services = worker === undefined ? [] : (readConfig(worker, 'test')['services'] as readonly Table[])
  return services.some(({ binding }) => binding === bindingOf(name))
}

// Files that git does not have as they are: changed, new, and those that it ignores, as `.dev.vars`. The folder itself where
// there is no git that could say.
function uncommittedIn(folder: string): string[] {
  const listed = git(['ls-files', '-z', '--', folder])
  const status = git([
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
  return status.map((entry) => entry.slice(3)).filter((path) => !GENERATED.test(path.replace(/\/$/, '')))
}

function git(args: readonly string[]): string[] | null {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' })
  return status === 0 ? stdout.split('\0').filter((entry) => entry !== '') : null
}
