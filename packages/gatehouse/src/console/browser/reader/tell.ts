// Shows texts to the reader, at the place that every page with a bar has for them.
import { element, find } from '../elements.ts'
import type { LoginError } from '../login/words.ts'

/**
 * Shows a text. It is written only when it changes, because a screen reader reads it out each time.
 *
 * @param place the id of the element
 */
export function tell(words: string, isTrouble: boolean = false, place: string = 'message'): void {
  const message = find(place)
  if (message.textContent !== words) message.textContent = words
  message.classList.toggle('trouble', isTrouble)
}

/** Says why a login has failed: to the person, and folded to the operator, for whom the person may be reading. */
export function tellFailure({ person, operator }: LoginError, place: string = 'message'): void {
  const message = find(place)
  const forOperator = element('details', {}, element('summary', {}, 'For the operator'), element('p', {}, operator))
  message.replaceChildren(person, ...(operator === '' ? [] : [forOperator]))
  message.classList.add('trouble')
}
