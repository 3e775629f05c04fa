// Builds the page that documents every problem: `type` of a problem document leads to the section of its code.
import { html } from 'hono/html'
import { problemsByStatus } from '../problem/problems-by-status.ts'
import type { OwnProblemTable } from '../problem/own-problems.ts'
import type { OwnProblem } from '../problem/row.ts'
import { type Brand, DEFAULT_BRAND } from './brand.ts'
import { brandMark } from './brand-mark.ts'
import type { Page } from './frame.ts'
import type { Html } from './html.ts'

/** The page. @param own the problems that a project defines */
export function errorsPage(own: OwnProblemTable = {}, brand: Brand = DEFAULT_BRAND): Page {
  const groups = problemsByStatus(own)
  return {
    title: `${brand.title}: errors`,
    brand,
    head: html`<link rel="stylesheet" href="/docs/assets/errors.css" />`,
    body: html`<main class="errors">
      <p class="crumb">
        <a href="/">${brandMark(brand)}</a> · <a href="/docs">Documentation</a> · <a href="/status">Status</a>
      </p>
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
      ${groups.flatMap(({ problems }) => problems.map(([code, problem]) => section(code, problem)))}
    </main>`,
  }
}

function section(code: string, { status, title, detail, why, remedy }: OwnProblem): Html {
  return html`<section id="${code}" aria-labelledby="${code}-title">
    <h2 id="${code}-title"><a href="#${code}">${code}</a> <span>${status} ${title}</span></h2>
    <p>${detail}</p>
    <dl>
      <dt>What it means</dt>
      <dd>${withCode(why)}</dd>
      <dt>What to do</dt>
      <dd>${withCode(remedy)}</dd>
    </dl>
  </section>`
}

// Every second part is between backticks.
function withCode(text: string): Html[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))
}
