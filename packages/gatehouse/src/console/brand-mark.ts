// The title of a project with its logo, as pages show it.
import { html } from 'hono/html'
import type { Brand } from './brand.ts'
import type { Html } from './html.ts'

/** The title with the logo before it. */
export function brandMark({ title, logo }: Brand): Html {
  // The title says the same.
  return logo === undefined ? html`${title}` : html`<img class="logo" src="${logo}" alt="" />${title}`
}
