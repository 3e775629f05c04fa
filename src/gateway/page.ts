// The frame of every HTML page that the gateway serves, and the headers that keep strangers out of it.
import type { Context } from 'hono'
import { html } from 'hono/html'

type Html = ReturnType<typeof html>

/** What a page is made of. */
export interface Page {
  readonly title: string
  readonly head?: Html
  readonly body: Html
  /** Origins besides our own that its scripts may talk to. */
  readonly connect?: readonly string[]
  /** The Cross-Origin-Opener-Policy; by default nobody keeps a handle on the page. */
  readonly openerPolicy?: 'same-origin' | 'same-origin-allow-popups' | 'unsafe-none'
}

/** Renders a page with a Content-Security-Policy that runs no inline script and talks to no stranger. */
export function renderPage(c: Context, page: Page): Response | Promise<Response> {
  c.header('content-security-policy', contentSecurityPolicy(page.connect ?? []))
  c.header('cross-origin-opener-policy', page.openerPolicy ?? 'same-origin')
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'no-referrer')
  c.header('cache-control', 'no-cache')
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${page.title}</title>
          <link rel="icon" href="data:," />
          ${page.head ?? ''}
          <link rel="stylesheet" href="/docs/assets/gatehouse.css" />
        </head>
        <body>
          ${page.body}
        </body>
      </html>`,
  )
}

// Swagger UI sets style attributes; no inline style sheet and no inline script is ever needed.
function contentSecurityPolicy(connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
