// Formats numbers, times and durations with their units.

const NUMBER = new Intl.NumberFormat('en')
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const CLOCK_SECONDS = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const COUNTRIES = new Intl.DisplayNames('en', { type: 'region' })
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** `12,345` */
export const number = (value: number): string => NUMBER.format(value)

/** `4.5 %`: how much of the whole that is. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : PERCENT.format(part / whole).replace('%', ' %')
}

/** `1 request`, `12 requests` */
export function counted(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h` */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? pair(hours, 'h', minutes % 60, 'min') : pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

/** `12 min ago` */
export function ago(seconds: number): string {
  return seconds < 1 ? 'just now' : `${duration(seconds)} ago`
}

/** `250 ms`, `5 s`: a bound of the latencies. */
export function bound(millis: number): string {
  return millis < 1000 ? `${millis} ms` : `${millis / 1000} s`
}

/** `14:05`. @param at in seconds since the epoch */
export const clock = (at: number): string => CLOCK.format(at * 1000)

/** `27 Nov`. @param at in seconds since the epoch */
export const day = (at: number): string => DAY.format(at * 1000)

/** `Germany` for `DE`; Cloudflare's own codes stay as they are. */
export function country(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (COUNTRIES.of(code) ?? code) : code
}

/** `14:05:09`, with the day when that is not today. @param at and now in seconds since the epoch */
export function moment(at: number, now: number): string {
  const time = CLOCK_SECONDS.format(at * 1000)
  return day(at) === day(now) ? time : `${day(at)}, ${time}`
}

function pair(great: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${great} ${unit}` : `${great} ${unit} ${small} ${smallUnit}`
}
