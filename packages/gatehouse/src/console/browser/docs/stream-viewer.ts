// Shows a stream while it arrives, until it ends or its reader stops it.
import { element } from '../elements.ts'

/** More text is removed from the beginning. */
const SHOWN_MAX_CHARACTERS = 100_000

/** Shows the body of a response. @returns the response with what has arrived */
export async function showStream(answer: Response): Promise<Response> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const text = element('pre', { tabindex: 0, role: 'log', 'aria-label': 'Stream' })
  const stop = element('button', { type: 'button', class: 'button' }, 'Stop')
  stop.addEventListener('click', () => void reader?.cancel())
  const viewer = element('section', { class: 'stream', 'aria-label': 'The stream as it arrives' }, stop, text)
  document.body.append(viewer)
  stop.focus()
  let arrived = ''
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      arrived = (arrived + part.value).slice(-SHOWN_MAX_CHARACTERS)
      text.textContent = arrived
      text.scrollTop = text.scrollHeight
    }
  } finally {
    viewer.remove()
  }
  const { status, statusText, headers } = answer
  return new Response(arrived, { status, statusText, headers })
}
