// Builds the pages of the reference: one with everything while that is small, else an overview; and for each service its own, in parts if need be.
import { html, raw } from 'hono/html'
import type { ServiceSummary } from '../../gateway/handler.ts'
import type { Brand } from '../brand.ts'
import type { Page } from '../frame.ts'
import type { Html } from '../html.ts'
import { SETTINGS_PLACEHOLDER } from '../placeholders.ts'
import { accountPlace, siteHeader } from '../site-header.ts'
import { fragmentOf, operationsOf, type PlacedOperation, type ReferenceDocument, type Schema } from './document.ts'
import { methodAndPath, renderOperation } from './operation.ts'
import { quickStart } from './quick-start.ts'
import { prose } from './prose.ts'
import { schemaId, schemaOf } from './schema.ts'
import { schemasOf } from './used-schemas.ts'

/** A page may have this many characters of operations: some 25 KiB on their way. */
const PAGE_MAX_CHARACTERS = 300_000

/** A service of the reference. */
export interface ReferenceService extends ServiceSummary {
  /** The path of its contract; `null` when it has none in TypeScript. */
  readonly contract: string | null
}

/** An operation as the search finds it: its id, method, path, summary and page. */
export type SearchRow = readonly [operationId: string, method: string, path: string, summary: string, url: string]

/** The reference. */
export interface Reference {
  /** The pages by their file. */
  readonly pages: Readonly<Record<string, Page>>
  /** Every operation, for the search where the page does not have them all. */
  readonly search: readonly SearchRow[]
}

/** The part of a service on one page. */
interface Part {
  readonly service: ReferenceService
  readonly operations: readonly PlacedOperation[]
  readonly rendered: readonly string[]
  readonly url: string
}

/**
 * The pages of the reference.
 *
 * @param document the whole
 * @param services in the order of the page; the gateway's own operations come last
 */
export async function referencePages(
  document: ReferenceDocument,
  services: readonly ReferenceService[],
  brand: Brand,
): Promise<Reference> {
  const operations = operationsOf(
    document,
    services.map(({ name }) => name),
  )
  const parts = await Promise.all(services.map((service) => partsOf(service, operations, document)))
  const all = parts.flat()
  const isSmall = lengthOf(all.flatMap(({ rendered }) => rendered)) <= PAGE_MAX_CHARACTERS
  const servicePages = parts.flatMap((own) =>
    own.map((part, index) => [
      `docs/${part.service.name}${index === 0 ? '' : `/${index + 1}`}.html`,
      pageOf(brand, document, [part], own.length > 1 ? own : [], `${brand.title}: ${part.service.title}`, false),
    ]),
  )
  const whole = isSmall ? pageOf(brand, document, all, [], `${brand.title}: reference`, true) : overview(brand, parts)
  return {
    pages: { ...(Object.fromEntries(servicePages) as Record<string, Page>), 'docs.html': whole },
    search: all.flatMap(({ operations, url }) =>
      operations.map((operation): SearchRow => {
        const { operationId, method, path, summary = '' } = operation
        return [operationId, method, path, summary, `${isSmall ? '/docs' : url}#${fragmentOf(operation)}`]
      }),
    ),
  }
}

async function partsOf(
  service: ReferenceService,
  operations: readonly PlacedOperation[],
  { components }: ReferenceDocument,
): Promise<Part[]> {
  const parts: { operations: PlacedOperation[]; rendered: string[]; length: number }[] = []
  for (const operation of operations.filter((one) => one.service === service.name)) {
    const text = await renderedText(renderOperation(operation, components, service.contract))
    const last = parts.at(-1)
    if (last === undefined || last.length + text.length > PAGE_MAX_CHARACTERS)
      parts.push({ operations: [operation], rendered: [text], length: text.length })
    else {
      last.operations.push(operation)
      last.rendered.push(text)
      last.length += text.length
    }
  }
  return parts.map(({ operations, rendered }, index) => {
    const url = `/docs/services/${service.name}${index === 0 ? '' : `/${index + 1}`}`
    return { service, operations, rendered, url }
  })
}

async function renderedText(part: Html): Promise<string> {
  const text = await part
  return text.toString()
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0)
}

function pageOf(
  brand: Brand,
  document: ReferenceDocument,
  parts: readonly Part[],
  siblings: readonly Part[],
  title: string,
  isWhole: boolean,
): Page {
  const schemas = schemasOf(
    parts.flatMap(({ operations }) => operations),
    document,
  )
  const [part] = parts
  return frame(
    brand,
    title,
    isWhole || part === undefined ? WHOLE : introductionOf(part.service),
    html`${operationList(parts)}${siblings.length === 0 ? '' : partList(siblings)}`,
    html`${isWhole ? quickStart() : ''} ${parts.map(sectionOf)}${schemas.length === 0 ? '' : schemaSection(schemas)}`,
    isWhole,
  )
}

function overview(brand: Brand, services: readonly (readonly Part[])[]): Page {
  const list = html`<ul class="services">
    ${services.map(([first, ...others]) =>
      first === undefined
        ? ''
        : html`<li id="/${first.service.name}">
            <a href="${first.url}"><strong>${first.service.title}</strong></a>
            <span>${first.service.description}</span>
            <span>${[first, ...others].reduce((sum, { operations }) => sum + operations.length, 0)} operations</span>
          </li>`,
    )}
  </ul>`
  return frame(brand, `${brand.title}: reference`, WHOLE, '', html`${quickStart()} ${list}`, false)
}

/** What the page of everything says first. */
const WHOLE = html`Everything behind the gateway, with what each operation demands. The document for programs is
  <a href="/openapi.json">openapi.json</a>; every refusal has a code, and <a href="/docs/errors">its page</a>.`

function introductionOf({ name }: ReferenceService): Html {
  return html`One service of <a href="/docs">the reference</a>, with what each operation demands. The document for
    programs is <a href="/openapi/${name}.json">openapi/${name}.json</a>; every refusal has a code, and
    <a href="/docs/errors">its page</a>.`
}

function frame(
  brand: Brand,
  title: string,
  introduction: Html,
  nav: Html | string,
  content: Html,
  hasAll: boolean,
): Page {
  return {
    title,
    brand,
    head: html`<link rel="stylesheet" href="/docs/assets/reference.css" />
      <script defer src="/docs/assets/reference.js"></script>`,
    body: html`${siteHeader(brand, '/docs', 'content', accountPlace())}
      <p class="docs-message" id="message" role="status"></p>
      <div class="reference" id="reference" data-settings="${SETTINGS_PLACEHOLDER}" ${hasAll ? '' : 'data-split'}>
        <nav class="operations" aria-label="Operations">
          <p class="search">
            <label for="query">Search operations</label>
            <input type="search" id="query" autocomplete="off" spellcheck="false" />
          </p>
          <ul id="found" hidden></ul>
          ${nav}
        </nav>
        <main id="content" tabindex="-1">
          <h1>${title}</h1>
          <p>${introduction}</p>
          ${content}
        </main>
      </div>`,
  }
}

function operationList(parts: readonly Part[]): Html[] {
  return parts.map(
    ({ service, operations }) =>
      html`<details open>
        <summary>${service.title}</summary>
        <ul>
          ${operations.map(
            (operation) =>
              html`<li>
                <a href="#${fragmentOf(operation)}"
                  >${methodAndPath(operation)} <span>${operation.summary ?? ''}</span></a
                >
              </li>`,
          )}
        </ul>
      </details>`,
  )
}

function partList(parts: readonly Part[]): Html {
  return html`<ol class="parts">
    ${parts.map(
      ({ url, operations }) => html`<li><a href="${url}">${operations[0]?.path} … ${operations.at(-1)?.path}</a></li>`,
    )}
  </ol>`
}

function sectionOf({ service, rendered }: Part): Html {
  return html`<section id="/${service.name}" aria-labelledby="service-${service.name}">
    <h2 id="service-${service.name}">${service.title}</h2>
    ${prose(service.description)} ${rendered.map((text) => raw(text))}
  </section>`
}

function schemaSection(schemas: readonly (readonly [name: string, schema: Schema])[]): Html {
  return html`<section id="schemas" aria-labelledby="schemas-title">
    <h2 id="schemas-title">Schemas</h2>
    ${schemas.map(
      ([name, schema]) =>
        html`<article class="schema" id="${schemaId(name)}" tabindex="-1">
          <h3><a href="#${schemaId(name)}">${name}</a></h3>
          ${schema.description === undefined ? '' : prose(schema.description)} ${schemaOf(schema)}
        </article>`,
    )}
  </section>`
}
