// The page that a person sees at the root: which services are here and where to read on.
import { html } from 'hono/html'
import type { ServiceSummary } from '../gateway/handler.ts'
import type { Brand } from './brand.ts'
import { brandMark } from './brand-mark.ts'
import type { Page } from './frame.ts'

/** The index page. @param hasPages whether there are the documentation and the status page that it leads to */
export function indexPage(services: readonly ServiceSummary[], brand: Brand, hasPages: boolean): Page {
  return {
    title: brand.title,
    brand,
    body: html`<main class="index">
      <h1>${brandMark(brand)}</h1>
      <p>The gateway to these services. It lets in whom the tenant vouches for.</p>
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
