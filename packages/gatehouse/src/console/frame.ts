// The frame of every HTML page of the gateway. Rendered by the build step: at run time a page is a text.
import { html } from 'hono/html'

/** A piece of HTML, escaped where it must be. */
export type Html = ReturnType<typeof html>

/** What a page is made of. */
export interface Page {
  readonly title: string
  readonly head?: Html
  readonly body: Html
}

/** Renders a page. */
export async function renderPage({ title, head, body }: Page): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${head ?? ''}
        <link rel="stylesheet" href="/docs/assets/gatehouse.css" />
      </head>
      <body>
        ${body}
      </body>
    </html>`
  return page.toString()
}
