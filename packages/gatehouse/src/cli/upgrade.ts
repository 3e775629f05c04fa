// Brings the files of a project up to this version of the package: the versions in package.json, names that have changed, and what
// wrangler.toml and .gitignore must hold. All of it is shown as a difference. It can be called again: what is done is done.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { execPath, platform } from 'node:process'
import { glob } from 'node:fs/promises'
import { createTwoFilesPatch } from 'diff'
import { CommandError } from './command-error.ts'
import { packageFile } from './package-file.ts'
import { addRequirements } from './upgrade/add-requirements.ts'
import { type OwnManifest, upgradeManifest } from './upgrade/manifest.ts'
import { renameInConfig, renameInModule, renameInVariables } from './upgrade/renames.ts'

/** Options of the command. */
export interface UpgradeOptions {
  readonly dryRun?: boolean
  readonly install: boolean
  readonly force?: boolean
}

/** A file as it is, and as it is to be. */
interface Change {
  readonly path: string
  readonly before: string
  readonly after: string
}

const MODULES = ['*.config.ts', '{src,workers,origins,test}/**/*.ts']
const IGNORED = ['node_modules/', '.wrangler/', 'dist/', 'worker-configuration.d.ts', '.dev.vars', '.secrets*']
const LOCK_FILES: Readonly<Record<string, string>> = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
}

/** Upgrades the project in the working directory. @throws CommandError when that can't be undone, or the installation fails */
export async function upgrade({ dryRun = false, install, force = false }: UpgradeOptions): Promise<void> {
  const own = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as OwnManifest
  const changes = await findChanges(own)
  for (const { path, before, after } of changes)
    console.log(createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after).replace(/^=+\n/, ''))
  if (changes.length === 0) return console.log(`The project is up to date with gatehouse ${own.version}.`)
  if (dryRun) return console.log(`${changes.length} files would change. Nothing was changed.`)
  if (!force && hasUncommittedChanges())
    throw new CommandError(
      'git has changes that are not committed: commit them first, so that the upgrade can be undone, or add --force',
    )
  for (const { path, after } of changes) writeFileSync(path, after)
  console.log(`${changes.length} files were changed.`)
  if (install) installAndCompile()
  console.log(
    'Run `npm test`, look at `git diff`, and commit. Secrets that are deployed keep their names: docs/upgrading.md says more.',
  )
}

async function findChanges(own: OwnManifest): Promise<Change[]> {
  const changes = [
    change('package.json', (text) => upgradeManifest(text, own)),
    change('wrangler.toml', (text) => addRequirements(renameInConfig(text))),
    change('.gitignore', addIgnored),
    change('.dev.vars', renameInVariables),
    change('.dev.vars.example', renameInVariables),
  ]
  for (const pattern of MODULES)
    for await (const path of glob(pattern)) if (!path.endsWith('.d.ts')) changes.push(change(path, renameInModule))
  return changes.filter(({ before, after }) => before !== after)
}

function change(path: string, rewrite: (text: string) => string): Change {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return { path, before, after: before === '' ? before : rewrite(before) }
}

function addIgnored(text: string): string {
  const present = new Set(text.split('\n').map((line) => line.trim().replace(/^\//, '')))
  const missing = IGNORED.filter((line) => !present.has(line) && !present.has(line.replace(/\/$/, '')))
  return missing.length === 0 ? text : `${text.trimEnd()}\n${missing.join('\n')}\n`
}

// Without git, the state is unknown.
function hasUncommittedChanges(): boolean {
  const { status, stdout } = spawnSync('git', ['status', '--porcelain'], { encoding: 'utf8' })
  return status === 0 && stdout.trim() !== ''
}

// The new version compiles the contracts: this one is what was installed before, or was fetched for this one call.
function installAndCompile(): void {
  const manager = Object.entries(LOCK_FILES).find(([file]) => existsSync(file))?.[1] ?? 'npm'
  const installed = spawnSync(manager, ['install'], { stdio: 'inherit', shell: platform === 'win32' })
  if (installed.status !== 0) throw new CommandError(`The files are changed, but \`${manager} install\` has failed.`)
  const program = 'node_modules/gatehouse/bin/gatehouse.js'
  for (const command of ['contracts', 'types']) {
    const { status } = spawnSync(execPath, [program, command], { stdio: 'inherit' })
    if (status !== 0) throw new CommandError(`The files are changed, but \`gatehouse ${command}\` has failed.`)
  }
}
