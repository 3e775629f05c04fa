// Private copies of what the access ring needs, so that nothing ever breaks in the work tree.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { generateKeyPairSync } from 'node:crypto'
import type { Mutant } from './operators.ts'
import { functionBodies } from './operators.ts'

/** The folders whose files are broken. */
const FOLDERS = ['src/access', 'src/tenant']
/** RSA key pairs that the tests of one file can take before one comes a second time. */
const KEY_PAIRS = 24

// Making RSA keys is most of what the tests take under Node, and random inputs would make the score differ between runs.
const SET_UP = `
import { appendFileSync, readFileSync } from 'node:fs'
import { afterAll } from 'vitest'
import fc from 'fast-check'

fc.configureGlobal({ seed: 1 })
const pairs = JSON.parse(readFileSync(new URL('./key-pairs.json', import.meta.url), 'utf8'))
const generateKey = crypto.subtle.generateKey.bind(crypto.subtle)
let taken = 0
crypto.subtle.generateKey = async (algorithm, extractable, usages) => {
  if (algorithm.modulusLength !== 2048) return await generateKey(algorithm, extractable, usages)
  const jwk = pairs[taken++ % pairs.length]
  const { kty, n, e } = jwk
  const load = (key, allowed) => crypto.subtle.importKey('jwk', key, algorithm, extractable, usages.filter((usage) => usage === allowed))
  return { privateKey: await load(jwk, 'sign'), publicKey: await load({ kty, n, e }, 'verify') }
}

globalThis.reached = new Set()
afterAll(({ filepath }) => {
  appendFileSync(new URL('./reached.txt', import.meta.url), [...globalThis.reached].map((name) => filepath + '\\t' + name + '\\n').join(''))
})
`

/** The files that are broken, with what they hold. */
export function readSources(): Map<string, string> {
  const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  return new Map(files.toSorted().map((file) => [file, readFileSync(file, 'utf8')]))
}

/** Makes a copy of the project in a temporary folder. */
export function openSandbox(): string {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-mutants-'))
  for (const path of ['src', 'test/access', 'package.json', 'tsconfig.json']) {
    cpSync(path, join(root, path), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
  writeFileSync(join(root, 'set-up.js'), SET_UP)
  const pairs = Array.from({ length: KEY_PAIRS }, () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  )
  writeFileSync(join(root, 'key-pairs.json'), JSON.stringify(pairs))
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false }
  const types = { extends: './tsconfig.json', compilerOptions, include: ['src/access', 'src/tenant', 'src/http'] }
  writeFileSync(join(root, 'tsconfig.mutant.json'), JSON.stringify(types))
  return root
}

/** Removes a copy. */
export function closeSandbox(root: string): void {
  rmSync(root, { recursive: true, force: true })
}

/** Has every function of a copy tell when it runs. */
export function markFunctions(root: string, sources: ReadonlyMap<string, string>): void {
  for (const [file, source] of sources) {
    let marked = source
    for (const { start } of functionBodies(source).toSorted((one, other) => other.start - one.start)) {
      marked = `${marked.slice(0, start + 1)}globalThis.reached.add('${file}:${start}');${marked.slice(start + 1)}`
    }
    writeFileSync(join(root, file), marked)
  }
}

/** Which test files run which functions, as {@link markFunctions} had them told: by `file:start`. */
export function readMarks(root: string): Map<string, Set<string>> {
  const reached = new Map<string, Set<string>>()
  for (const line of readFileSync(join(root, 'reached.txt'), 'utf8').split('\n')) {
    const [test = '', name = ''] = line.split('\t')
    reached.set(name, (reached.get(name) ?? new Set()).add(test.slice(test.indexOf('test/access/'))))
  }
  return reached
}

/** Whether the compiler takes a mutant; what is merely not used any more does not count. */
export function compiles(root: string, { file, source }: Mutant, original: string): boolean {
  writeFileSync(join(root, file), source)
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.mutant.json'], { cwd: root })
  writeFileSync(join(root, file), original)
  return status === 0
}
