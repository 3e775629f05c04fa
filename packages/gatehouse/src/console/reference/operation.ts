// Renders one operation of the reference: what it demands, takes and answers, and programs that call it.
import { html } from 'hono/html'
import { tokenNeed } from '../../access/policy.ts'
import { ERRORS_PATH } from '../../problem/problems.ts'
import { PROBLEM_MEDIA_TYPE } from '../../problem/problem.ts'
import type { Html } from '../html.ts'
import { accessChips, descriptionOf } from './access.ts'
import {
  type Answer,
  bodyOf,
  type Content,
  fragmentOf,
  parametersOf,
  type PlacedOperation,
  type ReferenceDocument,
  resolve,
} from './document.ts'
import { inline, prose } from './prose.ts'
import { samplesOf } from './samples.ts'
import { parameterList, schemaOf } from './schema.ts'

/** The page of Swagger UI. */
const TRY_PATH = '/docs/try'

/**
 * Renders an operation.
 *
 * @param contract the path of the contract of its service; `null` when it has none in TypeScript
 */
export function renderOperation(
  operation: PlacedOperation,
  components: ReferenceDocument['components'],
  contract: string | null,
): Html {
  const id = fragmentOf(operation)
  const { summary = '', deprecated = false, service } = operation
  const tryUrl = `${TRY_PATH}?document=${encodeURIComponent(service)}#${id}`
  return html`<article
    id="${id}"
    class="operation"
    tabindex="-1"
    data-access="${JSON.stringify(operation['x-access'] ?? null)}"
  >
    <h3><a href="#${id}">${methodAndPath(operation)}</a></h3>
    <p class="summary">${summary}${deprecated ? html` <b class="deprecated">deprecated</b>` : ''}</p>
    <p class="access">
      Access: ${accessChips(operation)}. ${needsToken(operation) ? html`<span class="verdict"></span>` : ''}
    </p>
    ${prose(descriptionOf(operation))} ${requestOf(operation, components)} ${answersOf(operation, components)}
    <h4>Call it</h4>
    ${samplesOf(operation, components, contract).map(
      ({ name, text }, index) =>
        html`<details class="sample" name="sample-${id}" ${index === 0 ? 'open' : ''}>
          <summary>${name}</summary>
          <pre tabindex="0"><code>${text}</code></pre>
        </details>`,
    )}
    <p class="actions"><a class="button quiet" href="${tryUrl}">Try it</a></p>
  </article>`
}

/** The method and the path of an operation, as its heading and its link show them. */
export function methodAndPath({ method, path }: Pick<PlacedOperation, 'method' | 'path'>): Html {
  return html`<b class="method ${method}">${method.toUpperCase()}</b> <code>${path}</code>`
}

// Only there a token can be good or not.
function needsToken({ 'x-access': access }: PlacedOperation): boolean {
  return access !== undefined && tokenNeed(access) === 'required'
}

function requestOf(operation: PlacedOperation, components: ReferenceDocument['components']): Html {
  const parameters = parametersOf(operation, components)
  const body = bodyOf(operation, components)
  return html`${
    parameters.length === 0
      ? ''
      : html`<h4>Parameters</h4>
          ${parameterList(parameters)}`
  }${
    body === undefined
      ? ''
      : html`<h4>Body</h4>
          ${contentOf(body)}`
  }`
}

function contentOf(content: Content): Html[] {
  return Object.entries(content).map(
    ([type, { schema }]) =>
      html`<div class="body"><code>${type}</code>: ${schema === undefined ? 'anything' : schemaOf(schema)}</div>`,
  )
}

function answersOf({ responses = {} }: PlacedOperation, components: ReferenceDocument['components']): Html {
  const answers = Object.entries(responses).map(([status, answer]) => {
    return { status, answer: resolve(answer, components) as Answer }
  })
  const good = answers.filter(({ status }) => !isRefusal(status))
  const refusals = answers.filter(({ status }) => isRefusal(status))
  return html`${
    good.length === 0
      ? ''
      : html`<h4>Answers</h4>
          ${good.map(({ status, answer }) => answerOf(status, answer))}`
  }${
    refusals.length === 0
      ? ''
      : html`<details class="refusals">
          <summary>Refusals: ${refusals.map(({ status }) => status).join(', ')}</summary>
          ${refusals.map(({ status, answer }) => answerOf(status, answer))}
        </details>`
  }`
}

function isRefusal(status: string): boolean {
  return /^[45]/.test(status) || status === 'default'
}

// The schema of a problem is the same everywhere: its codes say more.
function answerOf(status: string, { description = '', content = {} }: Answer): Html {
  const { [PROBLEM_MEDIA_TYPE]: problem, ...others } = content
  const codes = Object.keys(problem?.examples ?? {})
  return html`<div class="answer">
    <b>${status}</b> ${inline(description)}${
      codes.length === 0
        ? ''
        : html`<br />${codes.map((code) => html`<a href="${ERRORS_PATH}#${code}"><code>${code}</code></a> `)}`
    }${contentOf(others)}
  </div>`
}
