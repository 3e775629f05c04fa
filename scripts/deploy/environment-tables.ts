// Writes the bindings of each environment into a wrangler.toml: wrangler lets an environment inherit none of them, so they are
// the tables at the top once more, under the environment's names. What is an environment's own stands above them, by hand.
import { tomlKey, tomlValue } from './toml-value.ts'
import { DEFAULT_ENVIRONMENT, type Environment, ENVIRONMENTS, nameIn } from './environments.ts'

/** A table of a wrangler.toml, as it is parsed. */
export type Table = Readonly<Record<string, unknown>>

/** The line that the written tables follow, up to the end of the file. */
export const MARKER =
  '# The bindings above for each environment, which inherits none. Written by `npm run environments`: change those above.'

/** What to do about a line that stands below the marker and is not written there. */
export const STRAY_REMEDY = `move it above the line "${MARKER.slice(0, 57)}…"`

/** What an environment has in place of what stands at the top, for each kind of binding. */
const BINDINGS: Readonly<Record<string, (binding: Table, environment: Environment) => Table>> = {
  kv_namespaces: ({ id: _id, preview_id: _preview, ...rest }) => rest,
  services: (binding, environment) => renamed(binding, 'service', environment),
  d1_databases: ({ database_id: _id, preview_database_id: _preview, ...rest }, environment) =>
    renamed(rest, 'database_name', environment),
  r2_buckets: ({ preview_bucket_name: _preview, ...rest }, environment) => renamed(rest, 'bucket_name', environment),
  ratelimits: (binding, environment) => ({
    ...binding,
    namespace_id: namespaceIn(environment, String(binding['namespace_id'])),
  }),
  analytics_engine_datasets: (binding, environment) => renamed(binding, 'dataset', environment),
  'durable_objects.bindings': (binding) => binding,
}

/** The keys at the top that are written into every environment. */
export const WRITTEN_KEYS = Object.keys(BINDINGS).map((path) => path.replace(/\..*/, ''))

/** Which fields say where a binding leads, once a resource was made: an environment keeps its own. */
const IDENTIFIERS = ['id', 'database_id']

/**
 * The lines after the marker that are not of the tables that stand there: somebody's own, which would be lost.
 *
 * @returns each with the number that it has in the file
 */
export function strayLines(text: string): { readonly number: number; readonly line: string }[] {
  const lines = text.split('\n')
  const marker = lines.indexOf(MARKER)
  if (marker === -1) return []
  const tail = lines.map((line, index) => ({ number: index + 1, line })).slice(marker + 1)
  let isOurs = false
  return tail.filter(({ line }) => {
    if (line.trim() === '') return false
    const isHeader = line.startsWith('[')
    if (isHeader) isOurs = HEADERS.has(line.trim())
    return !isOurs || !(isHeader || FIELD.test(line))
  })
}

const HEADERS: ReadonlySet<string> = new Set(
  ENVIRONMENTS.flatMap((environment) => Object.keys(BINDINGS).map((path) => `[[env.${environment}.${path}]]`)),
)
/** A field in one line, as they are written: no comment of somebody's behind it. */
const FIELD = /^(?:[\w-]+|"(?:[^"\\]|\\.)*") *= *(?:[^#"]|"(?:[^"\\]|\\.)*")+$/

/**
 * The text of a wrangler.toml with the tables of each environment as they must be.
 *
 * @param text as it is, with or without them
 * @param config the same, parsed
 * @throws Error when something else stands where they are written
 */
export function withEnvironments(text: string, config: Table): string {
  const [stray] = strayLines(text)
  if (stray !== undefined) throw new Error(`line ${stray.number} would be lost (${stray.line}): ${STRAY_REMEDY}`)
  const [head = ''] = text.split(`${MARKER}\n`)
  const name = String(config['name'])
  const own = ENVIRONMENTS.filter((environment) => !head.includes(`[env.${environment}]`)).map(
    (environment) => `[env.${environment}]\nname = ${tomlValue(nameIn(environment, name))}\n`,
  )
  const tables = ENVIRONMENTS.flatMap((environment) => tablesOf(environment, config))
  return `${[head.trimEnd(), ...own.map((table) => table.trimEnd()), MARKER].join('\n\n')}\n${tables.join('\n')}`
}

function tablesOf(environment: Environment, config: Table): string[] {
  return Object.entries(BINDINGS).flatMap(([path, inEnvironment]) => {
    const before = listAt(config, `env.${environment}.${path}`)
    return listAt(config, path).map((binding) => {
      const wanted = { ...inEnvironment(binding, environment), ...identifiersOf(binding, before) }
      const lines = Object.entries(wanted).map(([key, value]) => `${tomlKey(key)} = ${tomlValue(value)}\n`)
      return `[[env.${environment}.${path}]]\n${lines.join('')}`
    })
  })
}

function identifiersOf(binding: Table, before: readonly Table[]): Table {
  const key = 'binding' in binding ? 'binding' : 'name'
  const same = before.find((candidate) => candidate[key] === binding[key]) ?? {}
  return Object.fromEntries(Object.entries(same).filter(([field]) => IDENTIFIERS.includes(field)))
}

function listAt(config: Table, path: string): readonly Table[] {
  let found: unknown = config
  for (const key of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[key]
  return Array.isArray(found) ? (found as Table[]) : []
}

function renamed(binding: Table, field: string, environment: Environment): Table {
  const name = binding[field]
  return typeof name === 'string' ? { ...binding, [field]: nameIn(environment, name) } : binding
}

// Calls are counted by this number, and those of one environment must not use up those of another.
function namespaceIn(environment: Environment, id: string): string {
  if (environment === DEFAULT_ENVIRONMENT) return id
  return String(Number(id) + 1000 * (ENVIRONMENTS.indexOf(environment) + 1))
}
