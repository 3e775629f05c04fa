// Shows what a pasted token says.
import { element, find } from '../elements.ts'
import type { Reading } from './token-words.ts'

/** Shows it. @param reading `null` when there is no token */
export function showReading(reading: Reading | null): void {
  find('findings').replaceChildren(...(reading?.findings ?? []).map((finding) => element('li', {}, finding)))
  const pairs = reading?.claims ?? []
  find('claims').replaceChildren(
    ...pairs.flatMap(([heading, words]) => [element('dt', {}, heading), element('dd', {}, words)]),
  )
}
