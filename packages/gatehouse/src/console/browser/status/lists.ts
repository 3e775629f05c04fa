// Lists counts by value, each with a bar.
import { element, find } from '../elements.ts'
import { number, share } from '../words.ts'
import type { Kind } from './charts.ts'
import { ranked } from './figures.ts'

interface Naming {
  readonly nameOf?: (value: string) => string
  readonly hrefOf?: (value: string) => string
}

/** Shows counts by value in the list of this name, and hides the list where nobody counts them. */
export function showCounts(
  name: string,
  counts: Readonly<Record<string, number>> | undefined,
  kind: Kind,
  { nameOf = (value) => value, hrefOf }: Naming = {},
): void {
  find(`${name}-panel`).hidden = counts === undefined
  const entries = ranked(counts ?? {})
  const total = entries.reduce((sum, [, count]) => sum + count, 0)
  const bars = entries.map(([value, count]) => ({
    label: nameOf(value),
    value: count,
    kind,
    figure: `${number(count)} · ${share(count, total)}`,
    href: hrefOf?.(value),
  }))
  listBars(find(`${name}-bars`), bars, name === 'codes' ? 'Nothing was refused.' : 'None yet.')
}

/** One bar with its count. */
interface Bar {
  readonly label: string
  readonly value: number
  readonly kind: Kind
  /** The text at its end. */
  readonly figure: string
  /** The page about it. */
  readonly href?: string | undefined
}

/** How many bars are shown; the rest is summed up. */
const BARS_MAX = 10

// Lists bars below each other. A bar that stays where it was keeps its element, and the focus in it.
function listBars(place: HTMLElement, bars: readonly Bar[], nothing: string): void {
  const greatest = Math.max(1, ...bars.map(({ value }) => value))
  const rows = bars.slice(0, BARS_MAX)
  for (const [index, bar] of rows.entries()) {
    const known = place.children[index]
    const row = known instanceof HTMLElement && known.dataset['name'] === bar.label ? known : rowOf(bar)
    if (known === undefined) place.append(row)
    else if (row !== known) known.replaceWith(row)
    const [figure, fill] = [row.querySelector('.figure'), row.querySelector<HTMLElement>('.fill')]
    if (figure !== null) figure.textContent = bar.figure
    if (fill !== null) fill.style.width = `${Math.max(1, (bar.value / greatest) * 100)}%`
  }
  for (const extra of [...place.children].slice(rows.length)) extra.remove()
  const more = bars.length - rows.length
  if (rows.length === 0) place.append(element('li', { class: 'nothing' }, nothing))
  else if (more > 0) place.append(element('li', { class: 'nothing' }, `and ${number(more)} more`))
}

function rowOf({ label, kind, href }: Bar): HTMLElement {
  const name =
    href === undefined ? element('span', { class: 'label' }, label) : element('a', { class: 'label', href }, label)
  const track = element('span', { class: 'track' }, element('span', { class: `fill ${kind}` }))
  return element('li', { 'data-name': label }, name, element('span', { class: 'figure' }), track)
}
