// Tables as comma-separated values (RFC 4180) that a spreadsheet can open without harm.

const LINE_END = '\r\n'
// What makes a spreadsheet take a field for a formula (OWASP, «CSV Injection»).
const FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/

/** A field: a text, a number, or nothing. */
export type CsvField = string | number | null

/** One line with its end. A text that looks like a formula gets an apostrophe in front; numbers stay numbers. */
export function csvLine(fields: readonly CsvField[]): string {
  return fields.map(csvField).join(',') + LINE_END
}

function csvField(value: CsvField): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
