// The type of a piece of HTML.
import type { html } from 'hono/html'

/** A piece of HTML, escaped where it must be. */
export type Html = ReturnType<typeof html>
