// Pieces of HTML, and texts with code in them.
import { html } from 'hono/html'

/** A piece of HTML, escaped where it must be. */
export type Html = ReturnType<typeof html>

/** A text whose parts between backticks are code. */
export function withCode(text: string): Html[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))
}
