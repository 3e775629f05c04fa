// The published package of these sources: its tarball, and its files as `npm install` would leave them. It is built once for the same
// sources, however many test files and processes ask for it.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, existsSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pid } from 'node:process'
import { buildPackage, packPackage } from './build.ts'

const FOLDER = 'dist/packed'
const TARBALL = 'gatehouse.tgz'
const LOCK = join(FOLDER, 'lock')
const LOOK_MILLIS = 200
/** Longer than any run of the tests. */
const OLD_MILLIS = 3_600_000

/** What goes into the package. */
const SOURCES = [
  'packages/gatehouse/{bin,project,src,templates}/**',
  'packages/gatehouse/package.json',
  'tools/package/*',
  'tsconfig.base.json',
  'package-lock.json',
  'README.md',
  'CHANGELOG.md',
]

let packing: Promise<string> | null = null

/** Builds the package, packs it and unpacks its tarball. @returns the folder with its package.json, which must not be changed */
export async function packedPackage(): Promise<string> {
  return join(await (packing ??= pack()), 'package')
}

/** Builds the package and packs it. @returns the path of its tarball, which must not be changed */
export async function packedTarball(): Promise<string> {
  return join(await (packing ??= pack()), TARBALL)
}

async function pack(): Promise<string> {
  const target = resolve(FOLDER, digestOfSources())
  mkdirSync(FOLDER, { recursive: true })
  await takeLock()
  try {
    if (!existsSync(target)) {
      removeOld()
      const building = resolve(FOLDER, 'building')
      const source = await buildPackage(join(building, 'source'))
      renameSync(packPackage(source, building), join(building, TARBALL))
      execFileSync('tar', ['-xzf', join(building, TARBALL), '-C', building])
      rmSync(source, { recursive: true })
      renameSync(building, target)
    }
  } finally {
    rmSync(LOCK, { force: true })
  }
  return target
}

// What other sources made is of no use any more, unless another process still uses it.
function removeOld(): void {
  for (const folder of globSync(`${FOLDER}/*/`))
    if (Date.now() - statSync(folder).mtimeMs > OLD_MILLIS) rmSync(folder, { recursive: true, force: true })
  rmSync(resolve(FOLDER, 'building'), { recursive: true, force: true })
}

function digestOfSources(): string {
  const hash = createHash('sha256')
  for (const path of globSync(SOURCES).toSorted()) {
    if (/\.test\.ts|\.wrangler|worker-configuration\.d\.ts/.test(path) || !statSync(path).isFile()) continue
    hash.update(`${path}\0`).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}

// One process builds for all of them. A lock whose process is gone is free.
async function takeLock(): Promise<void> {
  for (;;) {
    try {
      writeFileSync(LOCK, String(pid), { flag: 'wx' })
      return
    } catch {
      if (!isHeld()) rmSync(LOCK, { force: true })
      else await new Promise((wake) => setTimeout(wake, LOOK_MILLIS))
    }
  }
}

function isHeld(): boolean {
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'))
    // Between its making and its writing the file is empty.
    if (holder === 0) return true
    process.kill(holder, 0)
    return true
  } catch {
    return false
  }
}
