// Adds a row to the text of the table of services, and takes one out again, however the formatter has laid the table out.

const START_OF_TABLE = 'export const SERVICES: readonly Service[] = ['
/** What a bracket within it does not count: a comment, or a string. */
const OPAQUE = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/y

interface Row {
  readonly start: number
  /** Behind its closing brace. */
  readonly end: number
  /** Behind its comma; the same as `end` without one. */
  readonly next: number
}

/** Adds a row after the last one. @throws Error when the table is not where it was */
export function addRow(text: string, row: Readonly<Record<string, string>>): string {
  const { rows, end } = readTable(text)
  const last = rows.at(-1)
  const comma = last === undefined || last.next > last.end ? '' : ','
  const before = text.slice(0, last?.end ?? end) + comma + text.slice(last?.end ?? end, end).trimEnd()
  return `${before}\n  ${literalOf(row)},\n${text.slice(end)}`
}

/** Removes the row of a service. @throws Error when there is none */
export function removeRow(text: string, name: string): string {
  const row = readTable(text).rows.find(({ start, end }) => nameIn(text.slice(start, end)) === name)
  if (row === undefined)
    throw new Error(`src/gateway/services.ts has no row "${name}" that can be removed: do it by hand`)
  return text.slice(0, row.start).replace(/\n? *$/, '') + text.slice(row.next)
}

function readTable(text: string): { readonly rows: readonly Row[]; readonly end: number } {
  const start = text.indexOf(START_OF_TABLE)
  if (start === -1) throw new Error('src/gateway/services.ts has no table SERVICES that rows can be added to')
  const rows: Row[] = []
  const open: number[] = []
  for (let index = start + START_OF_TABLE.length; index < text.length; index++) {
    OPAQUE.lastIndex = index
    const character = text.charAt(index)
    if (OPAQUE.test(text)) index = OPAQUE.lastIndex - 1
    else if ('{[('.includes(character)) open.push(index)
    else if (character === ']' && open.length === 0) return { rows, end: index }
    else if ('}])'.includes(character)) {
      const opened = open.pop()
      if (opened !== undefined && open.length === 0) rows.push({ start: opened, end: index + 1, next: index + 1 })
    } else if (character === ',' && open.length === 0) {
      const last = rows.pop()
      if (last !== undefined) rows.push({ ...last, next: index + 1 })
    }
  }
  throw new Error('src/gateway/services.ts has a table SERVICES without an end')
}

function nameIn(row: string): string | undefined {
  return /\bname: *(['"])(.*?)\1/.exec(row)?.[2]
}

// Values are data: no character of theirs ends the string that they stand in.
function literalOf(row: Readonly<Record<string, string>>): string {
  const fields = Object.entries(row).map(([key, value]) => `${key}: ${quoted(value)}`)
  return `{ ${fields.join(', ')} }`
}

function quoted(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inner}'`
}
