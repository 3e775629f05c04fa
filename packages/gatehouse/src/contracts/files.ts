// Writes files so that watchers notice only real changes.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a file unless it has this content already; creates its folder. */
export async function writeIfChanged(path: string, content: string | Uint8Array): Promise<void> {
  const before = await readFile(path).catch(() => null)
  if (before !== null && before.equals(Buffer.from(content))) return
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
}
