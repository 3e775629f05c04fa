// Reads Project Wycheproof's vectors for packages/gatehouse/src/access/wycheproof.workerd.test.ts, which runs where no file can be read.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The vectors by the name of their file; `null` without a folder. */
type WycheproofFiles = Readonly<Record<string, unknown>> | null

/** Reads the vectors for JSON Web Signatures and Keys in a folder. */
export function readWycheproofFiles(folder: string | undefined): WycheproofFiles {
  if (folder === undefined || folder === '') return null
  const names = readdirSync(folder).filter((name) => /^json_web_(crypto|key|signature)_test\.json$/.test(name))
  return Object.fromEntries(
    names.map((name): [string, unknown] => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
  )
}
