// Writes the times of log lines. A Date that writes itself is dearer than most of what a line holds, so it writes each second once.

let writtenSecond = Number.NaN
let written = ''

/**
 * A time as RFC 3339 §5.6 has it, in UTC: `2026-11-28T22:00:00.123Z`.
 *
 * @param millis since the epoch, a whole number
 * @throws RangeError when that is no time that a Date can tell
 */
export function timestampOf(millis: number): string {
  const second = Math.floor(millis / 1000)
  if (second !== writtenSecond) {
    written = new Date(second * 1000).toISOString().slice(0, -'000Z'.length)
    writtenSecond = second
  }
  return `${written}${String(millis - second * 1000).padStart(3, '0')}Z`
}
