// Builds the page of what has changed in the API, release by release. A project without a record of releases has no such page.
import { html } from 'hono/html'
import type { ApiRelease } from '../../project/api-releases.ts'
import type { Brand } from '../brand.ts'
import type { Page } from '../frame.ts'
import type { Html } from '../html.ts'
import { siteHeader } from '../site-header.ts'
import { fragmentOf, operationsOf, type ReferenceDocument } from './document.ts'
import { methodAndPath } from './operation.ts'

/** The kinds of changes, as the page names them. */
const KINDS = [
  [true, 'Breaks clients'],
  [false, 'Breaks no client'],
] as const

/**
 * The page.
 *
 * @param document of today: an operation that is still there is a link
 * @param services the names of all services
 */
export function changesPage(
  releases: readonly ApiRelease[],
  document: ReferenceDocument,
  services: readonly string[],
  brand: Brand,
): Page {
  // A comparison does not name parameters, because clients do not see their names.
  const links = new Map(
    operationsOf(document, services).map((operation) => [
      `${operation.method.toUpperCase()} ${operation.path.replaceAll(/\{[^}]*\}/g, '{}')}`,
      html`<a href="/docs#${fragmentOf(operation)}">${methodAndPath(operation)}</a>`,
    ]),
  )
  return {
    title: `${brand.title}: changes`,
    brand,
    head: html`<link rel="stylesheet" href="/docs/assets/errors.css" />`,
    body: html`${siteHeader(brand, '/docs/changes', 'content')}
      <main class="errors" id="content" tabindex="-1">
        <h1>Changes</h1>
        <p>
          What has changed in the API, operation by operation. A change breaks clients when it may stop a program that
          works.
        </p>
        <nav aria-label="Releases">${releases.map(({ version }) => html`<a href="#${version}">${version}</a> `)}</nav>
        ${releases.map((release) => section(release, links))}
      </main>`,
  }
}

function section({ version, date, changes }: ApiRelease, links: ReadonlyMap<string, Html>): Html {
  return html`<section id="${version}" aria-labelledby="${version}-title">
    <h2 id="${version}-title"><a href="#${version}">${version}</a> <time datetime="${date}">${date}</time></h2>
    ${changes.length === 0 ? html`<p>Nothing has changed for clients.</p>` : ''}
    ${KINDS.map(([breaking, name]) => {
      const some = changes.filter((change) => change.breaking === breaking)
      if (some.length === 0) return ''
      return html`<h3>${name}</h3>
        <ul>
          ${some.map(({ where, what }) => html`<li>${links.get(where) ?? html`<code>${where}</code>`}: ${what}</li>`)}
        </ul>`
    })}
  </section>`
}
