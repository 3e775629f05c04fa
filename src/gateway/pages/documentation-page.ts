// Swagger UI, and the page that its login comes back to.
import { SwaggerUI } from '@hono/swagger-ui'
import { html } from 'hono/html'
import { SETTINGS_PLACEHOLDER } from '../placeholders.ts'
import type { Page } from './frame.ts'

/** The documentation. Its settings are filled in at run time. */
export function documentationPage(): Page {
  // The library gives the addresses of its assets; the page and its script are ours, because the library's own puts
  // options into an inline script and knows neither initOAuth nor a redirect page.
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
    title: 'Gatehouse: documentation',
    head: html`${swaggerUi.css.map((url) => html`<link rel="stylesheet" href="${url}" />`)}
    ${[...swaggerUi.js, '/docs/assets/docs.js'].map((url) => html`<script defer src="${url}"></script>`)}`,
    body: html`<main id="swagger-ui" data-settings="${SETTINGS_PLACEHOLDER}"></main>
      <noscript>This page needs JavaScript. The document itself is at /openapi.json.</noscript>`,
  }
}

/** Where the tenant sends the reader back to. */
export function redirectPage(): Page {
  return {
    title: 'Gatehouse: logging in',
    head: html`<script defer src="/docs/assets/swagger-ui-dist/oauth2-redirect.js"></script>`,
    body: html`<main class="index">
      <p>
        Logging in … If this window stays open, close it and start again from the <a href="/docs">documentation</a> or
        the <a href="/status">status page</a>.
      </p>
    </main>`,
  }
}
