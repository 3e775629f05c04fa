// Counts the instructions of a process: it runs in QEMU's user-mode emulator, with a plugin that counts them. Neither the machine's clock nor its
// other work has a part in the count, so two runs of the same work differ by less than a hundredth.
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { arch } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Launcher } from '../../tools/workerd/workerd.ts'

const EMULATORS: Readonly<Record<string, string>> = { x64: 'qemu-x86_64', arm64: 'qemu-aarch64' }
const EMULATOR = EMULATORS[arch] ?? 'qemu'
const BYTES = 8

/** Flags of V8 for what is counted: compiler and collector work on the main thread, at the same requests each time, and are counted. */
export const V8_FLAGS: readonly string[] = ['--single-threaded']

/** What counts one process. */
export interface Counter {
  /** What its command is started with. */
  readonly launcher: Launcher
  /** The instructions that its main thread has executed so far. */
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
    const file = join(folder, `counts-${made++}`)
    closeSync(openSync(file, 'w'))
    return {
      // With the same addresses each time.
      launcher: ['setarch', '-R', EMULATOR, '-plugin', `${plugin},counts=${file}`],
      instructions: () => readFirst(file),
    }
  }
}

// The main thread is the first.
function readFirst(path: string): number {
  const file = openSync(path, 'r')
  const bytes = Buffer.alloc(BYTES)
  readSync(file, bytes, 0, BYTES, 0)
  closeSync(file)
  return Number(bytes.readBigUInt64LE())
}
