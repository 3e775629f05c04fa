// Builds the page of Swagger UI with a bar above it, and the callback page of every login.
import { SwaggerUI } from '@hono/swagger-ui'
import { html } from 'hono/html'
import { authorizeDialog } from './authorize-dialog.ts'
import { SETTINGS_PLACEHOLDER } from './placeholders.ts'
import type { ServiceSummary } from '../gateway/handler.ts'
import type { Brand } from './brand.ts'
import { brandMark } from './brand-mark.ts'
import type { Page } from './frame.ts'
import type { Html } from './html.ts'
import { accountPlace, siteHeader } from './site-header.ts'

/** The page with Swagger UI, for the whole or for one service. Its settings are filled in at run time. */
export function tryPage(services: readonly ServiceSummary[], brand: Brand): Page {
  // The library gives the addresses of its assets; the page and its script are ours, because the library's own puts
  // options into an inline script and knows no login.
  const swaggerUi = { js: [] as string[], css: [] as string[] }
  SwaggerUI({
    baseUrl: '/docs/assets',
    url: '/openapi.json',
    manuallySwaggerUIHtml: ({ js, css }) => {
      swaggerUi.js = js
      swaggerUi.css = css
      return ''
    },
  })
  return {
    title: `${brand.title}: try it`,
    brand,
    head: html`${[...swaggerUi.css, '/docs/assets/docs.css'].map((url) => html`<link rel="stylesheet" href="${url}" />`)}
    ${[...swaggerUi.js, '/docs/assets/docs.js'].map((url) => html`<script defer src="${url}"></script>`)}`,
    // Swagger UI brings a `main` of its own.
    body: html`${siteHeader(brand, '/docs/try', 'swagger-ui', account(services))}
      <p class="docs-message" id="message" role="status"></p>
      <div id="swagger-ui" tabindex="-1" data-settings="${SETTINGS_PLACEHOLDER}"></div>
      ${authorizeDialog()}
      <noscript>This page needs JavaScript. The <a href="/docs">reference</a> does not.</noscript>`,
  }
}

// Its script fills it in.
function account(services: readonly ServiceSummary[]): Html {
  return html`<p>
      <label for="document">Document</label>
      <select id="document">
        <option value="">Everything</option>
        <option value="gateway">Gateway</option>
        ${services.map(({ name, title }) => html`<option value="${name}">${title}</option>`)}
      </select>
    </p>
    ${accountPlace()}`
}

/** The page that the tenant redirects to. */
export function redirectPage(brand: Brand): Page {
  return {
    title: `${brand.title}: logging in`,
    brand,
    head: html`<script defer src="/docs/assets/redirect.js"></script>`,
    body: html`<main class="index">
      <p class="crumb">${brandMark(brand)}</p>
      <p id="message" role="status">Logging in …</p>
      <p>
        If this window stays open, close it and start again from the <a href="/docs">documentation</a> or the
        <a href="/status">status page</a>.
      </p>
    </main>`,
  }
}
