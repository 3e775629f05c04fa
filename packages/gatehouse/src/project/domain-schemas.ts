// Says to wrangler what the bundle of a domain has of zod.
import { dirname } from 'node:path'
import { execPath } from 'node:process'
import { programPath } from './program.ts'
import { type Table, tableOf } from './table.ts'

const SCHEMAS_PACKAGE = '@hono/zod-openapi'
/** Writes the schemas that a domain uses before wrangler bundles it. */
const SCHEMAS_STEP = programPath(import.meta.url, '../cli/schemas-step')

/** The module that a domain's bundle has in place of the package that also generates documents. */
export const DOMAIN_ALIASES: Table = { [SCHEMAS_PACKAGE]: programPath(import.meta.url, '../http/schemas/bundled-zod') }

/** Settings by which wrangler bundles another program than the build step would look at; and the build step itself. */
const OTHER_PROGRAM = ['build', 'define', 'no_bundle', 'rules', 'tsconfig']

/**
 * Returns the configuration of a domain whose bundle has only the schemas that the domain uses: a build step writes them to a file. A domain
 * with a setting of its own that changes what is bundled, such as an alias, keeps its configuration, and all of zod.
 *
 * @param file the absolute path of the file with the schemas
 */
export function withUsedSchemas(config: Table, file: string): Table {
  const alias = tableOf(config['alias'])
  const hasOwnAlias = alias[SCHEMAS_PACKAGE] !== DOMAIN_ALIASES[SCHEMAS_PACKAGE] || Object.keys(alias).length > 1
  if (hasOwnAlias || OTHER_PROGRAM.some((name) => config[name] !== undefined)) return config
  const main = String(config['main'])
  const command = [execPath, SCHEMAS_STEP, main, file].map((part) => `"${part}"`).join(' ')
  return { ...config, alias: { [SCHEMAS_PACKAGE]: file }, build: { command, watch_dir: dirname(main) } }
}
