// Installs packages that one folder of tests needs, so that `npm ci` of the project stays small.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

/** Installs the packages that the lock of a folder names, unless they are there. @throws Error with what npm wrote */
export function installPackages(folder: string): void {
  // npm writes this file at the end of an installation.
  const installed = `${folder}/node_modules/.package-lock.json`
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${folder}/package-lock.json`).mtimeMs) return
  // The optional ones are compilers and image libraries, 200 MB that no test needs.
  const args = ['ci', '--prefix', folder, '--ignore-scripts', '--omit=optional']
  const { status, stdout, stderr } = spawnSync('npm', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${stdout}${stderr}`)
}
