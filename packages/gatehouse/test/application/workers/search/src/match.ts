// Turns a typed text into an FTS5 query that requires every word of it, and into nothing else.

// What the unicode61 tokenizer takes for a word, too: letters, digits, private use, and the marks that follow them.
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu

/**
 * The FTS5 query for a text, or `null` when the text holds no word. Each word is a quoted string, in which FTS5 knows no
 * operator, and no word can hold the quote that would end it.
 */
export function matchFor(text: string): string | null {
  const words = text.match(WORD)
  return words === null ? null : words.map((word) => `"${word}"`).join(' ')
}
