// Builds the page that documents every problem: `type` of a problem document leads to the section of its code.
import { html } from 'hono/html'
import { problemsByStatus } from '../problem/problems-by-status.ts'
import type { OwnProblemTable } from '../problem/own-problems.ts'
import type { OwnProblem } from '../problem/row.ts'
import { type Brand, DEFAULT_BRAND } from './brand.ts'
import type { Page } from './frame.ts'
import { type Html, withCode } from './html.ts'
import { siteHeader } from './site-header.ts'

/** An example of each problem, by its code. */
export type ProblemExamples = Readonly<Record<string, { readonly value: object }>>

/**
 * The page.
 *
 * @param own the problems that a project defines
 */
export function errorsPage(
  own: OwnProblemTable = {},
  brand: Brand = DEFAULT_BRAND,
  examples: ProblemExamples = {},
): Page {
  const groups = problemsByStatus(own)
  return {
    title: `${brand.title}: errors`,
    brand,
    head: html`<link rel="stylesheet" href="/docs/assets/errors.css" />`,
    body: html`${siteHeader(brand, '/docs/errors', 'content')}
      <main class="errors" id="content" tabindex="-1">
        <h1>Errors</h1>
        <p>
          Every error is <code>application/problem+json</code> (RFC 9457). Its <code>code</code> is stable, its
          <code>type</code> leads to this page, and its <code>requestId</code> leads to the log.
        </p>
        <nav aria-label="Codes">
          <dl>
            ${groups.map(
              ({ status, problems }) =>
                html`<dt>${status}</dt>
                  <dd>${problems.map(([code]) => html`<a href="#${code}">${code}</a> `)}</dd>`,
            )}
          </dl>
        </nav>
        ${groups.flatMap(({ problems }) => problems.map(([code, problem]) => section(code, problem, examples[code]?.value)))}
      </main>`,
  }
}

function section(code: string, { status, title, detail, why, remedy }: OwnProblem, example: object | undefined): Html {
  return html`<section id="${code}" aria-labelledby="${code}-title">
    <h2 id="${code}-title"><a href="#${code}">${code}</a> <span>${status} ${title}</span></h2>
    <p>${detail}</p>
    <dl>
      <dt>What it means</dt>
      <dd>${withCode(why)}</dd>
      <dt>What to do</dt>
      <dd>${withCode(remedy)}</dd>
    </dl>
    ${
      example === undefined
        ? ''
        : html`<details>
            <summary>Example of ${code}</summary>
            <pre tabindex="0"><code>${JSON.stringify(example, null, 2)}</code></pre>
          </details>`
    }
  </section>`
}
