// Finishes a new project after its files are written: installation, the first commit, and the text with the next steps.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { platform } from 'node:process'
import type { Answers, PackageManager } from './answers.ts'
import { CreateError } from './create-error.ts'

/** Does it. @throws CreateError when the packages can't be installed; the project is complete then all the same */
export function finish(project: string, { git, install, tenant, packageManager }: Answers): void {
  if (install) {
    const { status } = run(project, packageManager, ['install'])
    const added = tenant && status === 0 ? addManagementPackage(project, packageManager) : status
    if (added !== 0)
      throw new CreateError(
        `The project is in ${project}, but its packages are not: run \`${packageManager} install\` there.`,
      )
    // Yarn 2 and newer do not run it when they install.
    if (packageManager === 'yarn') run(project, packageManager, ['run', 'prepare'])
  }
  if (git && !existsSync(join(project, '.git'))) commit(project)
  console.log(nextSteps(project, install, packageManager))
}

function addManagementPackage(project: string, packageManager: PackageManager): number | null {
  const add =
    packageManager === 'npm' ? ['install', '--save-dev'] : packageManager === 'bun' ? ['add', '--dev'] : ['add', '-D']
  return run(project, packageManager, [...add, 'auth0@7']).status
}

// Where git is missing, or has no name for the author, the project is complete without it.
function commit(project: string): void {
  const steps = [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'Make the project with create-gatehouse'],
  ]
  if (!steps.every((args) => run(project, 'git', args).status === 0))
    console.error('git has made no first commit. Make it yourself: git add --all && git commit')
}

function run(cwd: string, command: string, args: readonly string[]) {
  // Package managers are scripts on Windows, which only a shell starts; nothing that a person has written is in the line.
  return spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], shell: platform === 'win32' })
}

function nextSteps(project: string, isInstalled: boolean, packageManager: string): string {
  const folder = relative(process.cwd(), project) || '.'
  const steps = [`cd ${folder}`, ...(isInstalled ? [] : [`${packageManager} install`]), `${packageManager} run dev`]
  return `\nThe project is in ${project}. Next:\n\n  ${steps.join('\n  ')}\n`
}
