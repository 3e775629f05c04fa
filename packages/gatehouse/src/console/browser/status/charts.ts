// Draws charts in SVG, for the available width, so that letters and lines keep their size on a phone.
import { shape } from '../elements.ts'
import { number } from '../words.ts'
import { scaleEnd } from './figures.ts'
import { placeChart } from './tips.ts'

/** The colours of the style sheet. */
export type Kind = 'failed' | 'good' | 'none' | 'ok' | 'plain' | 'refused'

/** One column: parts that stand on each other, the first at the bottom. */
export interface Column {
  readonly parts: readonly { readonly kind: Kind; readonly value: number }[]
  /** The text for a pointer on it. */
  readonly hint: string
  /** The lines of text below it. */
  readonly tick?: readonly string[] | undefined
}

const HEIGHT = 190
const TOP = 10
const TICK_LINE = 15
const LETTER = 7
/** The smallest visible height: even a single event is seen. */
const LEAST = 2
const WIDTH_MIN = 120

/** Draws columns side by side over a scale of whole numbers. @param description the content in a sentence, for screen readers */
export function drawColumns(place: HTMLElement, title: string, description: string, columns: readonly Column[]): void {
  const width = widthOf(place)
  const sums = columns.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0))
  const end = scaleEnd(Math.max(...sums))
  const left = number(end).length * LETTER + 8
  const bottom = HEIGHT - TICK_LINE * Math.max(...columns.map(({ tick }) => tick?.length ?? 0)) - 6
  const tall = bottom - TOP
  const slot = (width - left) / columns.length
  const gap = Math.min(6, slot * 0.25)
  const chart = frame(title, description, width, HEIGHT)
  for (const value of [0, end / 2, end]) {
    const y = Math.round(bottom - (value / end) * tall) + 0.5
    chart.append(
      shape('line', { class: value === 0 ? 'axis' : 'grid', x1: left, x2: width, y1: y, y2: y }),
      shape('text', { class: 'scale', x: left - 6, y: y + 4, 'text-anchor': 'end' }, number(value)),
    )
  }
  for (const [index, column] of columns.entries()) {
    const x = left + index * slot
    const group = shape('g', { class: 'column' }, shape('rect', { class: 'hit', x, y: TOP, width: slot, height: tall }))
    let y = bottom
    for (const { kind, value } of column.parts) {
      if (value === 0) continue
      const height = Math.max(LEAST, (value / end) * tall)
      y -= height
      group.append(shape('rect', { class: `bar ${kind}`, x: x + gap / 2, y, width: slot - gap, height, rx: 1.5 }))
    }
    chart.append(group, ...ticksOf(column, x + slot / 2, bottom, index === columns.length - 1 ? width : null))
  }
  placeChart(place, chart, { hints: columns.map(({ hint }) => hint), left, slot })
}

// The tick of the last column ends where the chart ends, or it would be cut off.
function ticksOf({ tick = [] }: Column, x: number, bottom: number, edge: number | null): SVGElement[] {
  return tick.map((line, below) => {
    const y = bottom + TICK_LINE * (below + 1)
    // A wide column has room for it below its middle.
    const isCut = edge !== null && edge - x < line.length * LETTER * 0.5
    return shape('text', { class: 'tick', x: isCut ? edge : x, y, 'text-anchor': isCut ? 'end' : 'middle' }, line)
  })
}

const STRIP_HEIGHT = 22

/** Draws cells side by side, of one colour each. */
export function drawStrip(
  place: HTMLElement,
  title: string,
  description: string,
  cells: readonly { readonly kind: Kind; readonly hint: string }[],
): void {
  const width = widthOf(place)
  const slot = width / cells.length
  const chart = frame(title, description, width, STRIP_HEIGHT)
  for (const [index, { kind }] of cells.entries()) {
    const at = { x: index * slot + 1, y: 2, width: slot - 2, height: STRIP_HEIGHT - 4, rx: 2 }
    chart.append(shape('g', { class: 'column' }, shape('rect', { ...at, class: `cell ${kind}` })))
  }
  placeChart(place, chart, { hints: cells.map(({ hint }) => hint), left: 0, slot })
}

function widthOf(place: HTMLElement): number {
  return Math.max(WIDTH_MIN, Math.floor(place.clientWidth))
}

function frame(title: string, description: string, width: number, height: number): SVGSVGElement {
  return shape(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title },
    shape('desc', {}, description),
  )
}
