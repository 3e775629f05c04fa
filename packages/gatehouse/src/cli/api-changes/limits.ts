// Limits of values: what stands as the least and the most, in whichever of JSON Schema's ways it is written.
import type { Alternative } from './alternatives.ts'
import { type Direction, type Found, found } from './effect.ts'
import { at, type Json } from './json.ts'

/** Beyond an end nothing is allowed; an excluded end is not allowed itself. */
interface End {
  readonly value: number
  readonly isExcluded: boolean
}

const SIZES = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const

/** The changes of every limit. */
export function compareLimits(name: string, direction: Direction, old: Alternative, present: Alternative): Found[] {
  const sizes = SIZES.flatMap(([least, most]) => [
    ...compareEnd(name, direction, least, 1, sizeEnd(old, least, 0), sizeEnd(present, least, 0)),
    ...compareEnd(name, direction, most, -1, sizeEnd(old, most, Infinity), sizeEnd(present, most, Infinity)),
  ])
  return [
    ...compareEnd(name, direction, 'minimum', 1, numberEnd(old, 1), numberEnd(present, 1)),
    ...compareEnd(name, direction, 'maximum', -1, numberEnd(old, -1), numberEnd(present, -1)),
    ...sizes,
  ]
}

/** Returns whether one value is within the limits, the pattern and the type of an alternative. */
export function isWithinLimits(value: Json, alternative: Alternative): boolean {
  const pattern = at(alternative.keywords, 'pattern')
  if (typeof value === 'number') {
    return isInside(value, numberEnd(alternative, 1), 1) && isInside(value, numberEnd(alternative, -1), -1)
  }
  if (typeof value !== 'string') return true
  const { length } = Array.from(value)
  const isLongEnough = length >= sizeEnd(alternative, 'minLength', 0).value
  const isShortEnough = length <= sizeEnd(alternative, 'maxLength', Infinity).value
  return isLongEnough && isShortEnough && (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(value))
}

// The sign says which way is inside: 1 for the least, -1 for the most.
function numberEnd({ type, keywords }: Alternative, sign: 1 | -1): End {
  const [plain, excluding] = sign === 1 ? ['minimum', 'exclusiveMinimum'] : ['maximum', 'exclusiveMaximum']
  const ends = [end(at(keywords, plain), false), end(at(keywords, excluding), true)].flatMap((one) => one ?? [])
  const inwards = ends
    .map((one) => (one.isExcluded && type === 'integer' ? { value: one.value + sign, isExcluded: false } : one))
    .toSorted((left, right) => sign * (right.value - left.value) || Number(right.isExcluded) - Number(left.isExcluded))
  return inwards[0] ?? { value: -sign * Infinity, isExcluded: false }
}

function end(value: Json, isExcluded: boolean): End | null {
  return typeof value === 'number' ? { value, isExcluded } : null
}

function sizeEnd({ keywords }: Alternative, keyword: string, otherwise: number): End {
  const value = at(keywords, keyword)
  return { value: typeof value === 'number' ? value : otherwise, isExcluded: false }
}

function isInside(value: number, { value: limit, isExcluded }: End, sign: 1 | -1): boolean {
  return isExcluded ? sign * value > sign * limit : sign * value >= sign * limit
}

function compareEnd(
  name: string,
  direction: Direction,
  keyword: string,
  sign: 1 | -1,
  old: End,
  present: End,
): Found[] {
  const difference = sign * present.value - sign * old.value || Number(present.isExcluded) - Number(old.isExcluded)
  if (difference === 0 || Number.isNaN(difference)) return []
  const what = `${name}: ${keyword} was ${textOfEnd(old)} and is ${textOfEnd(present)}`
  return [found(direction, difference > 0 ? 'narrowed' : 'widened', what)]
}

function textOfEnd({ value, isExcluded }: End): string {
  if (!Number.isFinite(value)) return 'none'
  return isExcluded ? `${value}, excluded` : `${value}`
}
