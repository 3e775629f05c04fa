// Reads parsed TOML of unknown shape.

/** A table of a wrangler.toml. */
export type Table = Readonly<Record<string, unknown>>

/** Returns a value as a table; an empty one if it is not a table. */
export function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {}
}

/** Returns a value as a list of tables; an empty one if it is not a list. */
export function listOf(value: unknown): Table[] {
  return Array.isArray(value) ? value.map(tableOf) : []
}

/** Returns a value as a text. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
