// Shows a text to the reader, at the place that every page with a bar has for it.
import { find } from '../elements.ts'

/** Where texts for the reader appear. */
export type Tell = (words: string, isTrouble?: boolean) => void

/** Shows a text to the reader. It is written only when it changes, because a screen reader reads it out each time. */
export const tell: Tell = (words, isTrouble = false) => {
  const message = find('message')
  if (message.textContent !== words) message.textContent = words
  message.classList.toggle('trouble', isTrouble)
}
