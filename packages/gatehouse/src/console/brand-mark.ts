// The title of a project with its logo, as pages show it.
import { html } from 'hono/html'
import { type Brand, DEFAULT_LOGO } from './brand.ts'
import type { Html } from './html.ts'

/** The title with the logo before it. */
export function brandMark({ title, logo }: Brand): Html {
  // The title says the same.
  return html`<img class="logo" src="${logo ?? DEFAULT_LOGO}" alt="" />${title}`
}
