// Renders the frame of every page of the tenant, with its security headers, and the page for an error that must not be answered by a
// redirect. Every value is escaped by `html`.
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { TenantRequest } from './tenant.ts'

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

// No form-action: browsers apply it to the redirects after a submitted form too, and those lead to the application and
// to wherever the application goes from there.
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors"

const MARK = raw(
  '<svg class="mark" width="40" height="40" viewBox="0 0 40 40" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M5 35V17a15 15 0 0 1 30 0v18"/><path d="M13 35V18a7 7 0 0 1 14 0v17"/><path d="M20 11v24M13 23h14M3 35h34"/></svg>',
)

export type Page = {
  title: string
  body: Markup
  status?: ContentfulStatusCode
  wide?: boolean
  script?: string
  /** The one origin whose pages may show this one in a frame. */
  framedBy?: string
}

/** Answers with a whole page. */
export function showPage(
  c: TenantRequest,
  { title, body, status = 200, wide = false, script, framedBy = "'none'" }: Page,
) {
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/u/style.css" />
        </head>
        <body>
          <main class="${wide ? 'wide' : ''}">${MARK}${body}</main>
          ${script === undefined ? '' : html`<script src="${script}"></script>`}
        </body>
      </html>`,
    status,
    {
      'content-security-policy': `${CONTENT_SECURITY_POLICY} ${framedBy}`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  )
}

/** Auth0's "Oops" page: status 400 and no redirect, because the URL cannot be trusted. */
export function showMistake(c: TenantRequest, title: string, explanation: string) {
  const body = html`<h1>${title}</h1>
    <p class="lead">${explanation}</p>`
  return showPage(c, { title, body, status: 400 })
}

/** Says that a login can't be continued. */
export function showExpired(c: TenantRequest) {
  return showMistake(c, 'This login has expired', 'Go back to the application and start again.')
}
