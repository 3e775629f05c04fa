// Parsed TOML, of which nothing is known yet.

/** A table of a wrangler.toml. */
export type Table = Readonly<Record<string, unknown>>

/** The same as a table; an empty one when it is none. */
export function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {}
}

/** The same as a list of tables; an empty one when it is no list. */
export function listOf(value: unknown): Table[] {
  return Array.isArray(value) ? value.map(tableOf) : []
}

/** The same as a text. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
