// Shows the text of a column for a pointer, a finger or the arrow keys. A text that is shown stays while its chart is drawn anew.
import { element } from '../elements.ts'

/** The columns of a chart: their texts, and where they are in it, in pixels. */
export interface Tips {
  readonly hints: readonly string[]
  readonly left: number
  readonly slot: number
}

const tips = new WeakMap<Element, Tips>()
const texts = new WeakMap<Element, HTMLElement>()

/** The chart whose text is shown, and the column. */
let active: { readonly place: HTMLElement; readonly index: number } | null = null

/** Puts a chart into its place, and keeps the text that is shown there. */
export function placeChart(place: HTMLElement, chart: SVGElement, given: Tips): void {
  const text = texts.get(place) ?? element('p', { class: 'tip', 'aria-live': 'polite' })
  texts.set(place, text)
  tips.set(place, given)
  place.replaceChildren(chart, text)
  showText()
}

/** Starts to listen. */
export function startTips(): void {
  for (const event of ['pointermove', 'pointerdown'] as const)
    document.addEventListener(event, (pointed) => {
      const place = chartAt(pointed.target)
      if (place === null) {
        // A finger that has left keeps the text, until it touches another place.
        if (event === 'pointerdown' || pointed.pointerType === 'mouse') activate(null)
        return
      }
      const { left, slot } = tips.get(place) ?? { left: 0, slot: 1 }
      const x = pointed.clientX - place.getBoundingClientRect().left
      activate({ place, index: Math.floor((x - left) / slot) })
    })
  document.addEventListener('keydown', ({ key, target }) => {
    const place = chartAt(target)
    if (place === null || place !== document.activeElement) return
    const last = (tips.get(place)?.hints.length ?? 0) - 1
    const index = active?.place === place ? active.index : last + 1
    if (key === 'ArrowLeft') activate({ place, index: Math.max(0, index - 1) })
    if (key === 'ArrowRight') activate({ place, index: Math.min(last, index + 1) })
    if (key === 'Escape') activate(null)
  })
  document.addEventListener('focusout', ({ target }) => {
    if (target === active?.place) activate(null)
  })
}

function chartAt(target: EventTarget | null): HTMLElement | null {
  const place = target instanceof Element ? target.closest<HTMLElement>('.chart') : null
  return place !== null && tips.has(place) ? place : null
}

function activate(chosen: typeof active): void {
  const before = active
  active = chosen
  if (before !== null && before.place !== chosen?.place) hide(before.place)
  showText()
}

function hide(place: HTMLElement): void {
  const text = texts.get(place)
  if (text !== undefined) text.textContent = ''
  for (const column of place.querySelectorAll('.active')) column.classList.remove('active')
}

function showText(): void {
  if (active === null) return
  const { place, index } = active
  const [text, given] = [texts.get(place), tips.get(place)]
  const hint = given?.hints[index]
  hide(place)
  if (text === undefined || given === undefined || hint === undefined) return
  text.textContent = hint
  place.querySelectorAll('.column')[index]?.classList.add('active')
  const middle = given.left + (index + 0.5) * given.slot
  const room = place.clientWidth - text.offsetWidth
  text.style.left = `${Math.max(0, Math.min(room, middle - text.offsetWidth / 2))}px`
}
