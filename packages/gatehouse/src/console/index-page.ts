// Builds the page at the root: it lists the services and links to the documentation.
import { html } from 'hono/html'
import type { ServiceSummary } from '../gateway/handler.ts'
import type { Brand } from './brand.ts'
import { brandMark } from './brand-mark.ts'
import type { Page } from './frame.ts'
import { SETTINGS_PLACEHOLDER } from './placeholders.ts'

/** The index page. @param hasPages whether there are the documentation and the status page that it leads to */
export function indexPage(services: readonly ServiceSummary[], brand: Brand, hasPages: boolean): Page {
  return {
    title: brand.title,
    brand,
    head: html`<script defer src="/docs/assets/index.js"></script>`,
    body: html`<main class="index">
      <h1>${brandMark(brand)}</h1>
      <p id="account" data-settings="${SETTINGS_PLACEHOLDER}"></p>
      <p>The gateway to these services. It checks every access token.</p>
      <ul class="services">
        ${services.map(
          ({ name, title, description }) =>
            html`<li>
              ${hasPages ? html`<a href="/docs#/${name}"><strong>${title}</strong></a>` : html`<strong>${title}</strong>`}
              <span>${description}</span>
            </li>`,
        )}
      </ul>
      ${
        hasPages
          ? html`<p>
              <a class="button" href="/docs">Documentation</a> <a class="button quiet" href="/status">Status</a>
              <a class="button quiet" href="/openapi.json">openapi.json</a>
            </p>`
          : ''
      }
    </main>`,
  }
}
