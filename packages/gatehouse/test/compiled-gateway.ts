// Writes a gateway with more services than its project has into another folder: the modules that the build step generates, and for wrangler
// an entry and a configuration of its own.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Swaps } from '../../../tools/workerd/bundle.ts'
import { GENERATED, TOOLS_FILE } from '../src/contracts/compile.ts'
import { readConfig } from '../src/project/config-files.ts'
import { GATEWAY } from '../src/project/workers.ts'
import { inRepository } from './folders.ts'

const TABLE_FILE = `${GENERATED}/table.ts`

/** Writes the generated modules. @returns what a bundle has in place of the project's own */
export function writeCompiled(folder: string, files: Readonly<Record<string, string>>): Swaps {
  const table = join(folder, 'table.ts')
  writeFileSync(table, files[TABLE_FILE] ?? '')
  // No package is installed in the folder.
  const server = inRepository('packages/gatehouse/src/gateway/mcp/index.ts')
  writeFileSync(join(folder, 'tools.ts'), (files[TOOLS_FILE] ?? '').replace('gatehouse/mcp', server))
  return new Map([[resolve(TABLE_FILE), table]])
}

/** Writes the gateway. @returns the path of its configuration for tests, which is in a folder of its own */
export function writeGateway(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-compiled-'))
  writeCompiled(folder, files)
  const entry = readFileSync('src/index.ts', 'utf8')
    .replace("'gatehouse'", `'${inRepository('packages/gatehouse/src/gateway/index.ts')}'`)
    .replace('./generated/table.ts', './table.ts')
    .replace('./profile.ts', resolve('src/profile.ts'))
  const main = join(folder, 'index.ts')
  writeFileSync(main, entry)
  const configPath = join(folder, 'wrangler.json')
  writeFileSync(configPath, JSON.stringify({ ...readConfig(GATEWAY, 'test'), main }))
  return configPath
}
