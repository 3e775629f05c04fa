// Draws charts in SVG, for the available width, so that letters and lines keep their size on a phone.
import { shape } from '../elements.ts'
import { scaleEnd } from './figures.ts'
import { number } from '../words.ts'

/** The colours of the style sheet. */
export type Kind = 'ok' | 'refused' | 'failed' | 'plain'

/** The name of a chart, and its content in a sentence; for screen readers. */
export interface Caption {
  readonly id: string
  readonly title: string
  readonly description: string
}

/** One column: parts that stand on each other, the first at the bottom. */
export interface Column {
  readonly parts: readonly { readonly kind: Kind; readonly value: number }[]
  /** The text for a pointer on it. */
  readonly hint: string
  /** The lines of text below it. */
  readonly tick?: readonly string[]
}

/** One bar with its count. */
export interface Bar {
  readonly label: string
  readonly value: number
  readonly kind: Kind
  /** The text at its end. */
  readonly figure: string
}

const HEIGHT = 190
const TOP = 10
const TICK_LINE = 15
const LETTER = 7
/** The smallest visible height: even a single event is seen. */
const LEAST = 2

/** Columns side by side over a scale of whole numbers. */
export function columnChart(caption: Caption, width: number, columns: readonly Column[]): SVGSVGElement {
  const sums = columns.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0))
  const end = scaleEnd(Math.max(...sums))
  const left = number(end).length * LETTER + 8
  const bottom = HEIGHT - TICK_LINE * Math.max(...columns.map(({ tick }) => tick?.length ?? 0)) - 6
  const tall = bottom - TOP
  const slot = (width - left) / columns.length
  const gap = Math.min(6, slot * 0.25)
  const chart = frame(caption, width, HEIGHT)
  for (const value of [0, end / 2, end]) {
    const y = Math.round(bottom - (value / end) * tall) + 0.5
    chart.append(
      shape('line', { class: value === 0 ? 'axis' : 'grid', x1: left, x2: width, y1: y, y2: y }),
      shape('text', { class: 'scale', x: left - 6, y: y + 4, 'text-anchor': 'end' }, number(value)),
    )
  }
  for (const [index, column] of columns.entries()) {
    const x = left + index * slot
    const group = shape('g', { class: 'column' }, shape('title', {}, column.hint))
    // The whole height shows the text, not only the drawn part.
    group.append(shape('rect', { class: 'hit', x, y: TOP, width: slot, height: tall }))
    let y = bottom
    for (const { kind, value } of column.parts) {
      if (value === 0) continue
      const height = Math.max(LEAST, (value / end) * tall)
      y -= height
      group.append(shape('rect', { class: `bar ${kind}`, x: x + gap / 2, y, width: slot - gap, height, rx: 1.5 }))
    }
    chart.append(group, ...ticksOf(column, x + slot / 2, bottom, index === columns.length - 1 ? width : null))
  }
  return chart
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

const ROW = 38
const BAR_HEIGHT = 8

/** Bars below each other, each under its label and its figure. */
export function barChart(caption: Caption, width: number, bars: readonly Bar[]): SVGSVGElement {
  const greatest = Math.max(1, ...bars.map(({ value }) => value))
  const chart = frame(caption, width, bars.length * ROW)
  for (const [index, { label, value, kind, figure }] of bars.entries()) {
    const y = index * ROW
    const at = { x: 0, y: y + 20, height: BAR_HEIGHT, rx: BAR_HEIGHT / 2 }
    chart.append(
      shape('text', { class: 'label', x: 0, y: y + 13 }, shortened(label, width / LETTER - figure.length - 2)),
      shape('text', { class: 'figure', x: width, y: y + 13, 'text-anchor': 'end' }, figure),
      shape('rect', { ...at, class: 'track', width }),
      shape('rect', { ...at, class: `bar ${kind}`, width: Math.max(BAR_HEIGHT, (value / greatest) * width) }),
    )
  }
  return chart
}

// The codes of services can have any length; the table shows them in full.
function shortened(label: string, lettersMax: number): string {
  return label.length <= lettersMax ? label : `${label.slice(0, Math.max(1, Math.floor(lettersMax) - 1))}…`
}

function frame({ id, title, description }: Caption, width: number, height: number): SVGSVGElement {
  return shape(
    'svg',
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': `${id}-name ${id}-description`,
    },
    shape('title', { id: `${id}-name` }, title),
    shape('desc', { id: `${id}-description` }, description),
  )
}
