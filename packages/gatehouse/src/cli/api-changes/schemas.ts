// Compares two schemas: whether every value that a client sent is still taken, or every value that it receives was possible before.
import { type Alternative, alternativesOf, isWithinType, labelOf } from './alternatives.ts'
import { breakingIn, type Comparison, type Direction, type Found, found } from './effect.ts'
import { at, type Json, textOf } from './json.ts'
import { compareKeywords } from './keywords.ts'
import { isWithinLimits } from './limits.ts'
import type { Placed } from './references.ts'

/** Deeper than any document that people write; a schema that contains itself has no end. */
const DEPTH_MAX = 24

/** The changes of a schema. @param name what it is of, for people. No schema at all allows anything */
export function compareSchemas(name: string, direction: Direction, old: Placed, present: Placed): Found[] {
  return compareWithin([], direction, [old[1], present[1]])(name, old[0], present[0])
}

// @param passed the pairs of references that this comparison is part of
function compareWithin(
  passed: readonly string[],
  direction: Direction,
  [before, after]: readonly [Json, Json],
): Comparison['compare'] {
  return (name, old, present) => {
    const references = [at(old, '$ref'), at(present, '$ref')]
    const pair = references.map(textOf).join(' ')
    if (passed.length > DEPTH_MAX || (!references.includes(undefined) && passed.includes(pair))) return []
    const compare = compareWithin([...passed, pair], direction, [before, after])
    const comparison: Comparison = { direction, before, after, compare }
    const [olds, presents] = [alternativesOf(old, before), alternativesOf(present, after)]
    return direction === 'request'
      ? cover(name, comparison, olds, presents, (one, other) => [one, other])
      : cover(name, comparison, presents, olds, (one, other) => [other, one])
  }
}

// Every one of the first must be within one of the others.
function cover(
  name: string,
  comparison: Comparison,
  covered: readonly Alternative[],
  covering: readonly Alternative[],
  inOrder: (one: Alternative, other: Alternative) => readonly [old: Alternative, present: Alternative],
): Found[] {
  const isRequest = comparison.direction === 'request'
  const used = new Set<Alternative>()
  const changes: Found[] = []
  for (const one of covered) {
    const candidates = covering.filter((other) => mayCover(other, one))
    const compared = candidates.map((other) => {
      const [old, present] = inOrder(one, other)
      return { other, changes: one.value === undefined ? compareKeywords(name, comparison, old, present) : [] }
    })
    const [best] = compared.toSorted(
      (left, right) =>
        breakingIn(left.changes) - breakingIn(right.changes) || left.changes.length - right.changes.length,
    )
    if (best === undefined) {
      changes.push([true, isRequest ? `${name} is no ${labelOf(one)} any more` : `${name} may be ${labelOf(one)} now`])
    } else {
      used.add(best.other)
      changes.push(...best.changes)
    }
  }
  for (const other of covering) {
    // A value that was among those of a type is not news.
    if (used.has(other) || (other.value !== undefined && covered.some((one) => mayCover(one, other)))) continue
    const what = isRequest ? `${name} may be ${labelOf(other)} now` : `${name} is never ${labelOf(other)} any more`
    changes.push(found(comparison.direction, isRequest ? 'widened' : 'narrowed', what))
  }
  return changes
}

function mayCover(other: Alternative, one: Alternative): boolean {
  if (other.value !== undefined) return one.value !== undefined && textOf(other.value) === textOf(one.value)
  return isWithinType(one.type, other.type) && (one.value === undefined || isWithinLimits(one.value, other))
}
