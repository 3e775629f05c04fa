// Builds the page about access: what each operation demands, what each scope is for, and what a token may do.
import { html } from 'hono/html'
import type { ServiceSummary } from '../../gateway/handler.ts'
import { namesIn } from '../../http/security.ts'
import type { Brand } from '../brand.ts'
import type { Page } from '../frame.ts'
import type { Html } from '../html.ts'
import { SETTINGS_PLACEHOLDER } from '../placeholders.ts'
import { accountPlace, siteHeader } from '../site-header.ts'
import { accessChips } from './access.ts'
import { fragmentOf, operationsOf, type PlacedOperation, type ReferenceDocument } from './document.ts'
import { methodAndPath } from './operation.ts'

/**
 * The page.
 *
 * @param services in the order of the page
 * @param permissions what each scope and permission means
 */
export function accessPage(
  document: ReferenceDocument,
  services: readonly Pick<ServiceSummary, 'name'>[],
  permissions: Readonly<Record<string, string>>,
  brand: Brand,
): Page {
  const operations = operationsOf(
    document,
    services.map(({ name }) => name),
  )
  const demanding = operationsByScope(operations)
  return {
    title: `${brand.title}: access`,
    brand,
    head: html`<link rel="stylesheet" href="/docs/assets/reference.css" />
      <script defer src="/docs/assets/access.js"></script>`,
    body: html`${siteHeader(brand, '/docs/access', 'content', accountPlace())}
      <p class="docs-message" id="message" role="status"></p>
      <main class="reference access-page" id="content" tabindex="-1" data-settings="${SETTINGS_PLACEHOLDER}">
        <h1>Access</h1>
        ${inspector()}
        <section aria-labelledby="operations-title">
          <h2 id="operations-title">What each operation demands</h2>
          <div class="scroll" tabindex="0" role="region" aria-labelledby="operations-title">
            <table>
              <thead>
                <tr>
                  <th scope="col">Operation</th>
                  <th scope="col">Demands</th>
                  <th scope="col">You</th>
                </tr>
              </thead>
              <tbody>
                ${operations.map(rowOf)}
              </tbody>
            </table>
          </div>
        </section>
        <section aria-labelledby="scopes-title">
          <h2 id="scopes-title">What each scope is for</h2>
          <dl>${Object.entries(permissions).map(([name, meaning]) => scopeOf(name, meaning, demanding.get(name)))}</dl>
        </section>
      </main>`,
  }
}

function inspector(): Html {
  return html`<section id="inspector" aria-labelledby="inspector-title" hidden>
    <h2 id="inspector-title">What a token says</h2>
    <p>
      <label for="token">An access token. It does not leave this page.</label>
      <textarea id="token" rows="3" autocomplete="off" spellcheck="false"></textarea>
    </p>
    <ul id="findings" aria-live="polite"></ul>
    <dl id="claims"></dl>
  </section>`
}

function rowOf(operation: PlacedOperation): Html {
  return html`<tr data-access="${JSON.stringify(operation['x-access'] ?? null)}">
    <th scope="row"><a href="/docs#${fragmentOf(operation)}">${methodAndPath(operation)}</a></th>
    <td>${accessChips(operation)}</td>
    <td class="verdict"></td>
  </tr>`
}

function operationsByScope(operations: readonly PlacedOperation[]): ReadonlyMap<string, readonly PlacedOperation[]> {
  const found = new Map<string, PlacedOperation[]>()
  for (const operation of operations) {
    const { 'x-access': access } = operation
    for (const name of new Set(access === undefined ? [] : namesIn(access))) {
      const others = found.get(name)
      if (others === undefined) found.set(name, [operation])
      else others.push(operation)
    }
  }
  return found
}

function scopeOf(name: string, meaning: string, demanding: readonly PlacedOperation[] = []): Html {
  return html`<dt id="scope-${name}"><code class="chip">${name}</code> ${meaning}</dt>
    <dd>
      ${demanding.map((operation) => html`<a href="/docs#${fragmentOf(operation)}">${methodAndPath(operation)}</a> `)}
    </dd>`
}
