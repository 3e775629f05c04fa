// Quotes a value of a client in a text for other readers: shortened, escaped, and never a token.

const QUOTED_MAX_CHARACTERS = 80
const LISTED_MAX = 8
// Every character that is not plain ASCII, or has a meaning in HTML, JSON, Markdown or a terminal.
const NOT_PLAIN = /[^\x20-\x7E]|[<>&"'`\\]/g
// The beginning of a token. With the flag `g` each run of characters is read once: a pattern that also required the following characters
// would start again at each `eyJ` of a run, which takes quadratic time.
const TOKEN_BEGINNING = /eyJ[\w-]+/g
const TOKEN_CONTINUATION = /\.[\w-]/

/** Returns a value in quotation marks, or its type if it is not a text. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value !== 'string') return `no text but ${value === null ? 'null' : `a value of type ${typeof value}`}`
  if (holdsToken(value)) return 'a token'
  const cut = value.slice(0, QUOTED_MAX_CHARACTERS).replaceAll(NOT_PLAIN, escape)
  return `"${cut}${value.length > QUOTED_MAX_CHARACTERS ? '…' : ''}"`
}

/** Returns values in quotation marks, or `none`. */
export function quoteAll(values: readonly unknown[]): string {
  const rest = values.length - LISTED_MAX
  const listed = values.slice(0, LISTED_MAX).map(quote).join(', ')
  return values.length === 0 ? 'none' : listed + (rest > 0 ? ` and ${rest} more` : '')
}

function holdsToken(value: string): boolean {
  for (const { index, 0: beginning } of value.matchAll(TOKEN_BEGINNING)) {
    const end = index + beginning.length
    if (TOKEN_CONTINUATION.test(value.slice(end, end + 2))) return true
  }
  return false
}

// With % and not \, which JSON would double.
function escape(character: string): string {
  return `%u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
