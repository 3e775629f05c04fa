// The page that a person sees at the root: which services are here and where to read on.
import { html } from 'hono/html'
import type { ServiceSummary } from '../gateway/handler.ts'
import type { Page } from './frame.ts'

/** The index page. */
export function indexPage(services: readonly ServiceSummary[]): Page {
  return {
    title: 'Gatehouse',
    body: html`<main class="index">
      <h1>Gatehouse</h1>
      <p>The gateway to these services. It lets in whom the tenant vouches for.</p>
      <ul class="services">
        ${services.map(
          (service) =>
            html`<li>
              <a href="/docs#/${service.name}"><strong>${service.title}</strong></a>
              <span>${service.description}</span>
            </li>`,
        )}
      </ul>
      <p>
        <a class="button" href="/docs">Documentation</a> <a class="button quiet" href="/status">Status</a>
        <a class="button quiet" href="/openapi.json">openapi.json</a>
      </p>
    </main>`,
  }
}
