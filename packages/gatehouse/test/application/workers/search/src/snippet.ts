// Turns an excerpt with marked hits into HTML that is safe to show.

/** Around a hit, as the database marks it. Documents can't hold these: the contract refuses control characters. */
export const HIT_START = '\u0001'
export const HIT_END = '\u0002'

const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  [HIT_START]: '<mark>',
  [HIT_END]: '</mark>',
}
const REPLACED = new RegExp(`[${Object.keys(REPLACEMENTS).join('')}]`, 'g')

/** HTML with `<mark>` around the hits, and everything else escaped. */
export function snippetHtml(excerpt: string): string {
  return excerpt.replace(REPLACED, (character) => REPLACEMENTS[character] ?? '')
}
