#!/usr/bin/env node
// Starts the command with a Node that can run it. wrangler and vitest need a newer one than many machines have, so the published package
// brings one for each platform as an optional dependency.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { arch, argv, env, exit, platform, versions } from 'node:process'
import { fileURLToPath } from 'node:url'

/** The first one that runs TypeScript as it is. */
const OLDEST = [22, 18]

const [major = 0, minor = 0] = versions.node.split('.').map(Number)
const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])

if (isNewEnough) {
  keepCompiled()
  const built = new URL('../dist/cli/main.js', import.meta.url)
  await import(existsSync(built) ? built.href : '../src/cli/main.ts')
} else {
  const node = packagedNode()
  if (node === null) {
    console.error(
      `gatehouse needs Node ${OLDEST.join('.')} or newer, and this is ${versions.node}. The package brings one, unless optional dependencies are left out: install without --omit=optional, or update Node.`,
    )
    exit(1)
  }
  run(node)
}

/**
 * Lets Node keep what it compiles, of this command and of the programs that it starts, so that they start faster the next time. Among the
 * packages of the project, because others can write to the folder for temporary files: what they put there would run here.
 */
function keepCompiled() {
  const packages = resolve('node_modules')
  if (!existsSync(packages)) return
  // Node's own variables name another folder, or switch it off.
  const { directory } = module.enableCompileCache(join(packages, '.cache/gatehouse'))
  if (directory !== undefined) env['NODE_COMPILE_CACHE'] ??= directory
}

/** Returns the path of the Node that the package brings for this platform, or `null`. */
function packagedNode() {
  const system = platform === 'win32' ? 'win' : platform
  const file = platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  const require = module.createRequire(import.meta.url)
  for (const name of [`node-${system}-${arch}`, `node-bin-${system}-${arch}`]) {
    try {
      const path = join(dirname(require.resolve(`${name}/package.json`)), file)
      if (existsSync(path)) return path
    } catch {
      // This package is not installed here.
    }
  }
  return null
}

/** Runs this command with another Node, and ends as that one ends. */
function run(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...argv.slice(2)], {
    stdio: 'inherit',
    // What the command starts by its name is to find the same Node.
    env: { ...env, PATH: [dirname(node), env['PATH']].join(delimiter) },
  })
  // A terminal sends its signals to both processes; any other sender knows this one alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal === null) exit(code ?? 1)
    exit(128 + (constants.signals[signal] ?? 0))
  })
}
