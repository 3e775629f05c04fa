// The columns of a time range, with their names for people.
import type { Range } from '../../../gateway/figure-types.ts'
import { clock, day } from '../words.ts'
import { columnsOf } from './figures.ts'

/** What a column and a range are called. */
export const RANGE_WORDS = {
  hour: { step: 'minute', range: 'last hour' },
  day: { step: 'hour', range: 'last 24 hours' },
  week: { step: 'six hours', range: 'last 7 days' },
  month: { step: 'day', range: 'last 30 days' },
} as const satisfies Record<Range, { readonly step: string; readonly range: string }>

/** How many columns there are from one tick to the next. */
const TICKS = { hour: 15, day: 6, week: 4, month: 7 } as const satisfies Record<Range, number>

/** A column. */
export interface TimeColumn {
  readonly name: string
  readonly tick: readonly string[] | undefined
  readonly counts: Readonly<Record<string, number>>
}

/** Returns the columns of a range, the oldest first. @param size their length in seconds, if it is not that of the range */
export function timeColumns(steps: readonly object[], range: Range, now: number, size?: number): readonly TimeColumn[] {
  const offset = -new Date(now * 1000).getTimezoneOffset() * 60
  const columns = columnsOf(steps as readonly Record<string, number>[], range, now, offset, size)
  return columns.map(({ at, ...counts }, index) => {
    const before = columns.length - 1 - index
    return {
      name: nameOf(at, range),
      tick: before % TICKS[range] === 0 ? tickOf(at, range, before) : undefined,
      counts,
    }
  })
}

function nameOf(at: number, range: Range): string {
  if (range === 'hour') return clock(at)
  return range === 'month' ? day(at) : `${day(at)}, ${clock(at)}`
}

function tickOf(at: number, range: Range, before: number): string[] {
  if (range === 'hour') return [clock(at), before === 0 ? 'now' : `−${before} min`]
  return range === 'day' ? [clock(at)] : [day(at)]
}
