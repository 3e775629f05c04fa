// Searches the operations: those of the page, or, where the reference has several pages, those of all of them.
import { element, find } from '../elements.ts'

/** More results help nobody. */
const SHOWN_MAX = 30

/** An operation as the search finds it. */
interface Found {
  readonly url: string
  readonly method: string
  readonly path: string
  readonly summary: string
  /** What the words of a search are compared with, in lower case. */
  readonly text: string
}

type SearchRow = readonly [operationId: string, method: string, path: string, summary: string, url: string]

/** Starts the search. */
export function startSearch(isSplit: boolean): void {
  const [query, list] = [find('query') as HTMLInputElement, find('found')]
  let operations: Promise<readonly Found[]> | null = null
  const show = async (): Promise<void> => {
    operations ??= isSplit ? loadOperations() : Promise.resolve(operationsOnPage())
    const found = await operations
    const words = query.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '')
    const matching = words.length === 0 ? [] : found.filter(({ text }) => words.every((word) => text.includes(word)))
    list.hidden = words.length === 0
    list.replaceChildren(...matching.slice(0, SHOWN_MAX).map(resultOf))
    if (words.length > 0 && matching.length === 0) list.append(element('li', {}, 'No operation has these words.'))
    document.documentElement.classList.toggle('searching', words.length > 0)
  }
  query.addEventListener('input', () => void show())
  query.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') list.querySelector('a')?.click()
    if (event.key !== 'Escape') return
    query.value = ''
    void show()
  })
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select') !== null
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    query.focus()
  })
}

/** Returns the address of an operation, by its fragment, on whichever page of the reference; `undefined` when there is none. */
export async function findOperation(fragment: string): Promise<string | undefined> {
  return (await loadOperations()).find(({ url }) => url.endsWith(fragment))?.url
}

function resultOf({ url, method, path, summary }: Found): HTMLElement {
  const link = element(
    'a',
    { href: url },
    element('b', { class: `method ${method}` }, method.toUpperCase()),
    ' ',
    element('code', {}, path),
    ' ',
    element('span', {}, summary),
  )
  return element('li', {}, link)
}

function operationsOnPage(): Found[] {
  return [...document.querySelectorAll<HTMLElement>('.operation')].map((article) => {
    const textOf = (selector: string): string => article.querySelector(selector)?.textContent ?? ''
    const [method, path, summary] = [textOf('.method').toLowerCase(), textOf('h3 code'), textOf('.summary')]
    return foundOf([article.id, method, path, summary, `#${article.id}`])
  })
}

async function loadOperations(): Promise<Found[]> {
  const answer = await fetch('/docs/operations.json')
  return answer.ok ? ((await answer.json()) as SearchRow[]).map(foundOf) : []
}

function foundOf([operationId, method, path, summary, url]: SearchRow): Found {
  return { url, method, path, summary, text: `${operationId} ${method} ${path} ${summary}`.toLowerCase() }
}
