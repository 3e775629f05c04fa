// Writes values into the text of a TOML file as data: nothing in a value ends the string that it stands in.

/** A value as TOML 1.0 writes it in one line: a string, number, boolean, array or inline table. */
export function tomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, field]) => `${tomlKey(key)} = ${tomlValue(field)}`)
    return `{ ${fields.join(', ')} }`
  }
  // A string of JSON is a basic string of TOML, but for DEL.
  return JSON.stringify(value).replaceAll('\u007F', '\\u007F')
}

/** A key, bare where TOML 1.0 allows it. */
export function tomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : tomlValue(key)
}
