// Private copies of what the tests of the token verifier and the key store need, so that nothing ever breaks in the work tree.
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Mutant } from './mutant.ts'

const LIBRARY = 'packages/gatehouse/src'
/** The folders whose files are broken. */
const FOLDERS = [`${LIBRARY}/access`, `${LIBRARY}/tenant`, `${LIBRARY}/tenant/keys`]
const COPIED = [LIBRARY, 'package.json', 'tsconfig.base.json']
// `key-flood` sends ten thousand requests a test: on every mutant, that would be most of the time there is, and what it shows of whole
// minutes other tests show of single requests. `wycheproof` needs vectors that are no part of the repository.
const LEFT_OUT = /\/(?:key-flood|wycheproof)\.workerd\.test\.ts$/

// What is merely not used any more does not count as refused by the compiler.
const TYPES = {
  extends: './tsconfig.base.json',
  compilerOptions: { types: ['@cloudflare/workers-types'], noUnusedLocals: false, noUnusedParameters: false },
  include: FOLDERS,
  exclude: ['**/*.test.ts'],
}

/** Makes a copy of the project in a temporary folder. */
export function openSandbox(): string {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-mutants-'))
  for (const path of COPIED) cpSync(path, join(root, path), { recursive: true })
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
  writeFileSync(join(root, 'tsconfig.mutant.json'), JSON.stringify(TYPES))
  return root
}

/** Removes a copy. */
export function closeSandbox(root: string): void {
  rmSync(root, { recursive: true, force: true })
}

/** Whether a file is one of those that are broken. */
export function isBroken(file: string): boolean {
  return FOLDERS.includes(dirname(file)) && !file.endsWith('.test.ts')
}

/** The files of a copy that are broken, with what they hold. */
export function readSources(root: string): Map<string, string> {
  const files = globSync(
    FOLDERS.map((folder) => `${folder}/*.ts`),
    { cwd: root },
  )
  return new Map(
    files
      .filter(isBroken)
      .toSorted()
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  )
}

/** The test files of a copy that are tried on every mutant. */
export function testFiles(root: string): string[] {
  const files = globSync(`${LIBRARY}/{access,tenant}/**/*.workerd.test.ts`, { cwd: root })
  return files.filter((file) => !LEFT_OUT.test(file)).toSorted()
}

/** Whether the compiler takes a mutant. */
export function compiles(root: string, { file, source }: Mutant): boolean {
  const path = join(root, file)
  const original = readFileSync(path, 'utf8')
  writeFileSync(path, source)
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.mutant.json'], { cwd: root })
  writeFileSync(path, original)
  return status === 0
}
