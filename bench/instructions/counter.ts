// Counts the instructions of processes: they run in QEMU's user-mode emulator, with a plugin that counts them. Neither the machine's clock nor its
// other work has a part in the count. What the kernel does for a process is not counted.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { arch } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Launch } from '../../tools/workerd/workerd.ts'

const EMULATORS: Readonly<Record<string, string>> = { x64: 'qemu-x86_64', arm64: 'qemu-aarch64' }
const EMULATOR = EMULATORS[arch] ?? 'qemu'
const BYTES = 8

/**
 * Flags of V8 for what is counted. Compiler and collector work on the main thread, at the same requests each time, and are counted. Seeds make
 * hash tables the same each time.
 */
export const V8_FLAGS: readonly string[] = ['--predictable', '--hash-seed=7', '--random-seed=7']

/** What counts some processes. */
export interface Counter {
  /** What they are started with. */
  readonly launch: Launch
  /** The instructions that all their threads have executed so far. */
  instructions(): number
}

/** What is not installed of the things that counting needs, by the names of Debian's packages. */
export function missingTools(): string[] {
  const needed = [
    ['qemu-user', EMULATOR],
    ['gcc', 'cc'],
    ['util-linux', 'setarch'],
  ] as const
  return needed.flatMap(([name, command]) =>
    spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined ? [] : [name],
  )
}

/** Compiles the plugin. @param folder where it and the files of counts go @returns what makes counters */
export function counting(folder: string): () => Counter {
  const plugin = join(folder, 'counter.so')
  const source = fileURLToPath(new URL('counter.c', import.meta.url))
  const { status, stderr } = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', plugin, source], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`cc failed: ${stderr}`)
  let made = 0
  return () => {
    const name = `counts-${made++}`
    return {
      launch: {
        // With the same addresses each time.
        launcher: ['setarch', '-R', EMULATOR, '-plugin', `${plugin},counts=${join(folder, name)}`],
        v8Flags: V8_FLAGS,
      },
      instructions: () => sumOf(folder, `${name}-`),
    }
  }
}

// Each process has a file, and each of its threads a number in it.
function sumOf(folder: string, prefix: string): number {
  const files = readdirSync(folder).filter((name) => name.startsWith(prefix))
  return files.reduce((sum, name) => {
    const counts = readFileSync(join(folder, name))
    for (let at = 0; at < counts.length; at += BYTES) sum += Number(counts.readBigUInt64LE(at))
    return sum
  }, 0)
}
