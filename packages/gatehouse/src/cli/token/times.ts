// Moments of a token in words.

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** A moment, and how far it is from now: `2026-11-24 15:00:00 UTC, 3 minutes ago`. @param seconds since the epoch, both */
export function describeMoment(seconds: number, nowSeconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return 'no moment that a calendar has'
  const text = `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const distance = Math.round(seconds - nowSeconds)
  if (distance === 0) return `${text}, now`
  const span = describeSpan(Math.abs(distance))
  return `${text}, ${distance > 0 ? `in ${span}` : `${span} ago`}`
}

// The two largest units that are not zero.
function describeSpan(seconds: number): string {
  let left = seconds
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(left / size)
    left %= size
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`]
  })
  return parts.slice(0, 2).join(' ')
}
