// The choice of a time range, a service and a code. It is in the address of the page, so that a link leads to the same figures.
import { element, find } from '../elements.ts'
import { type Findings, ranked } from './figures.ts'

const NAMES = ['range', 'service', 'code'] as const

type Name = (typeof NAMES)[number]

/** Calls a function when the reader has chosen other figures. */
export function onChoice(chosen: () => void): void {
  const query = new URLSearchParams(location.search)
  for (const name of NAMES) {
    const value = query.get(name)
    if (value !== null) select(name, value)
    find(name).addEventListener('change', () => choose(chosen))
  }
}

/** The query of the chosen figures. */
export function chosenFigures(): string {
  const query = new URLSearchParams()
  for (const name of NAMES) if (valueOf(name) !== '') query.set(name, valueOf(name))
  return query.toString()
}

/** Offers the services and the codes that there are figures of, besides those that were offered before. */
export function offerChoices({ deployment }: Findings): void {
  if (deployment === null) return
  offer('service', Object.keys(deployment.services).toSorted())
  offer(
    'code',
    ranked(deployment.totals.codes).map(([code]) => code),
  )
}

function choose(chosen: () => void): void {
  history.replaceState(null, '', `?${chosenFigures()}`)
  chosen()
}

function offer(name: Name, values: readonly string[]): void {
  const place = find(name) as HTMLSelectElement
  const known = new Set([...place.options].map(({ value }) => value))
  place.append(...values.filter((value) => !known.has(value)).map((value) => element('option', { value }, value)))
}

function select(name: Name, value: string): void {
  const place = find(name) as HTMLSelectElement
  if (name !== 'range') offer(name, [value])
  if ([...place.options].some((option) => option.value === value)) place.value = value
}

function valueOf(name: Name): string {
  return (find(name) as HTMLSelectElement).value
}
