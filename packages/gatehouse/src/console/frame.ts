// Renders the frame of every HTML page of the gateway, in the build step: at run time a page is a text.
import { html } from 'hono/html'
import { type Brand, DEFAULT_BRAND, DEFAULT_LOGO } from './brand.ts'
import type { Html } from './html.ts'

/** The parts of a page. */
export interface Page {
  readonly title: string
  readonly head?: Html
  readonly body: Html
  /** The project's; Gatehouse's unless it says otherwise. */
  readonly brand?: Brand
}

/** Renders a page. */
export async function renderPage({ title, head, body, brand = DEFAULT_BRAND }: Page): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="${brand.logo ?? DEFAULT_LOGO}" />
        ${head ?? ''}
        <link rel="stylesheet" href="/docs/assets/gatehouse.css" />
        ${brand.stylesheet === undefined ? '' : html`<link rel="stylesheet" href="${brand.stylesheet}" />`}
      </head>
      <body>
        ${body}
      </body>
    </html>`
  return page.toString()
}
