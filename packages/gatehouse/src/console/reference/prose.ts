// Renders the texts of contracts and documents: the part of CommonMark that they use. Anything else, HTML too, is shown as it stands.
import { html } from 'hono/html'
import type { Html } from '../html.ts'

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+|#[^\s)]*|\/(?!\/)[^\s)]*)\)/g
const FENCE = /^```[^\n]*\n([\s\S]*?)\n?```$/
const ITEM = /^\s*[-*] /

/** Renders a text: its paragraphs, lists and blocks of code. */
export function prose(text: string): Html[] {
  return text
    .trim()
    .split(/\n{2,}/)
    .filter((block) => block !== '')
    .map(blockOf)
}

/** Renders a text in one line: its code, emphasis and links. */
export function inline(text: string): Html[] {
  const parts: Html[] = []
  let at = 0
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, label, url] = match
    parts.push(html`${text.slice(at, match.index)}`)
    if (code !== undefined) parts.push(html`<code>${code}</code>`)
    else if (strong !== undefined) parts.push(html`<strong>${strong}</strong>`)
    else parts.push(html`<a href="${url}">${label}</a>`)
    at = match.index + whole.length
  }
  return [...parts, html`${text.slice(at)}`]
}

function blockOf(block: string): Html {
  const [, code] = FENCE.exec(block) ?? []
  if (code !== undefined) return html`<pre tabindex="0"><code>${code}</code></pre>`
  const lines = block.split('\n')
  if (lines.every((line) => ITEM.test(line)))
    return html`<ul>
      ${lines.map((line) => html`<li>${inline(line.replace(ITEM, ''))}</li>`)}
    </ul>`
  return html`<p>${inline(block)}</p>`
}
