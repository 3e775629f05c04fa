// The documentation: openapi.json, Swagger UI from files of our own, and the page that the login comes back to.
import { SwaggerUI } from '@hono/swagger-ui'
import type { Hono } from 'hono'
import { html } from 'hono/html'
import { Refusal } from '#access'
import type { Configuration } from '../tenant/configuration.ts'
import type { ServiceBinding } from './forward.ts'
import { renderPage } from './page.ts'
import { TENANT_PLACEHOLDER } from './tenant-placeholder.ts'

/** Where the build step puts the generated document: among the assets, so that no isolate parses it. */
const DOCUMENT_ASSET = 'https://assets.local/docs/assets/openapi.json'

/**
 * Adds `/openapi.json`, `/docs` and `/docs/oauth2-redirect`.
 *
 * @param configuration `null`: they answer 503
 * @param assets the Worker's binding to its static assets
 */
export function addDocumentation(app: Hono, configuration: Configuration | null, assets: ServiceBinding): void {
  const required = (): Configuration => {
    if (configuration === null) throw new Refusal('not_configured')
    return configuration
  }
  let document: string | null = null
  app.get('/openapi.json', async (c) => {
    const { issuer } = required().domains[0]
    document ??= (await readAsset(assets)).replaceAll(TENANT_PLACEHOLDER, issuer)
    return c.body(document, 200, {
      'content-type': 'application/json',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    })
  })

  app.get('/docs', (c) => {
    const { domains, clientId, audiences } = required()
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
    const settings = JSON.stringify({ clientId, audience: audiences[0], tenant: domains[0].origin })
    return renderPage(c, {
      title: 'Gatehouse: documentation',
      connect: [domains[0].origin],
      // The login happens in a popup that must keep its opener.
      openerPolicy: 'same-origin-allow-popups',
      head: html`${swaggerUi.css.map((url) => html`<link rel="stylesheet" href="${url}" />`)}
      ${[...swaggerUi.js, '/docs/assets/docs.js'].map((url) => html`<script defer src="${url}"></script>`)}`,
      body: html`<main id="swagger-ui" data-settings="${settings}"></main>
        <noscript>This page needs JavaScript. The document itself is at /openapi.json.</noscript>`,
    })
  })

  app.get('/docs/oauth2-redirect', (c) =>
    renderPage(c, {
      title: 'Gatehouse: logging in',
      openerPolicy: 'unsafe-none',
      head: html`<script defer src="/docs/assets/swagger-ui-dist/oauth2-redirect.js"></script>`,
      body: html`<main class="index">
        <p>
          Logging in … If this window stays open, close it and start again from the <a href="/docs">documentation</a>.
        </p>
      </main>`,
    }),
  )
}

async function readAsset(assets: ServiceBinding): Promise<string> {
  const answer = await assets.fetch(new Request(DOCUMENT_ASSET))
  if (!answer.ok) throw new Error(`the generated document is not among the assets (${answer.status})`)
  return await answer.text()
}
