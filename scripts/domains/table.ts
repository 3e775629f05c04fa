// Adds a row to the text of the table of services, and takes one out again.

const END_OF_TABLE = /(export const SERVICES: readonly Service\[\] = \[)([\s\S]*?)(\n?\]\n)/

/** Adds a row after the last one. @param row the text of an object. @throws Error when the table is not where it was */
export function addRow(text: string, row: string): string {
  if (!END_OF_TABLE.test(text))
    throw new Error('src/gateway/services.ts has no table SERVICES that rows can be added to')
  return text.replace(END_OF_TABLE, (_all, start: string, rows: string) => `${start}${rows}\n  ${row},\n]\n`)
}

/** Removes the row of a service. @throws Error when there is none */
export function removeRow(text: string, name: string): string {
  const row = new RegExp(`\\n *\\{[^{}]*\\bname: '${name}'[^{}]*\\},?(?=\\s)`)
  const removed = text.replace(row, '')
  if (removed === text)
    throw new Error(`src/gateway/services.ts has no row "${name}" that can be removed: do it by hand`)
  return removed
}
