// Tries the package with the oldest and with the newest versions of what it shares with a project: a project is made, and its tests,
// checks and builds must pass with each. It installs from npm, and takes a minute or two.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { buildCreatePackage, buildPackage, packPackage } from './package/build.ts'
import { PEERS } from './package/manifest.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-peers-'))
try {
  const gatehouse = `file:${packPackage(await buildPackage(join(folder, 'built')), folder)}`
  const program = join(await buildCreatePackage(join(folder, 'create')), 'bin/create-gatehouse.js')
  for (const [end, versionOf] of [
    ['oldest', (range: string) => range.replace('^', '')],
    ['newest', (range: string) => range],
  ] as const) {
    const project = join(folder, end)
    const options = ['--yes', '--no-install', '--no-git', '--d1', '--gatehouse', gatehouse]
    execFileSync(execPath, [program, project, '--name', 'my-api', ...options])
    const path = join(project, 'package.json')
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, string>>
    for (const [name, range] of Object.entries(PEERS)) {
      const group = manifest['dependencies']?.[name] === undefined ? 'devDependencies' : 'dependencies'
      manifest[group] = { ...manifest[group], [name]: versionOf(range) }
    }
    writeFileSync(path, JSON.stringify(manifest, null, 2))
    for (const args of [['install'], ['test'], ['run', 'check'], ['run', 'build']])
      execFileSync('npm', args, { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] })
    const installed = Object.keys(PEERS).map((name) => {
      const { version } = JSON.parse(readFileSync(join(project, 'node_modules', name, 'package.json'), 'utf8')) as {
        version: string
      }
      return `${name} ${version}`
    })
    console.log(`works with the ${end}: ${installed.join(', ')}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
