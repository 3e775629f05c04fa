// Private copies of what the access ring needs, so that nothing ever breaks in the work tree.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Mutant } from './mutant.ts'

/** The folders whose files are broken. */
const FOLDERS = ['src/access', 'src/tenant']
const COPIED = ['src', 'workers', 'test/access', 'package.json', 'tsconfig.json']
// Ten thousand requests a test, on every mutant, would be most of the time there is; what they show of whole minutes is shown of
// single requests elsewhere.
const LEFT_OUT = ['key-flood.test.ts']

// What is merely not used any more does not count as refused by the compiler.
const TYPES = {
  extends: './tsconfig.json',
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: FOLDERS,
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

/** The files of a copy that are broken, with what they hold. */
export function readSources(root: string): Map<string, string> {
  const files = FOLDERS.flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
  return new Map(files.toSorted().map((file) => [file, readFileSync(join(root, file), 'utf8')]))
}

/** The test files of a copy, but for those that take too long. */
export function testFiles(root: string): string[] {
  const names = readdirSync(join(root, 'test/access')).filter(
    (name) => name.endsWith('.test.ts') && !LEFT_OUT.includes(name),
  )
  return names.map((name) => `test/access/${name}`)
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
