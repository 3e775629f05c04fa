// Defines the tests that a claim can be put to.
import { isRecord } from './json.ts'

/** A value that a claim is compared with. */
export type ClaimValue = string | number | boolean

/** What a claim must be, as data that JSON can carry. Make one with `includes` or `equals`. */
export type ClaimTest =
  | { readonly kind: 'includes'; readonly value: ClaimValue }
  | { readonly kind: 'equals'; readonly value: ClaimValue }

/**
 * Tests whether a claim is a list that has this value.
 *
 * @throws TypeError for what is no text, finite number or boolean
 *
 * @example
 * import { claim, includes } from 'gatehouse/access'
 *
 * export const access = claim('https://example.com/roles', includes('admin'))
 */
export function includes(value: ClaimValue): ClaimTest {
  return { kind: 'includes', value: checkedValue('includes', value) }
}

/**
 * Tests whether a claim is this value.
 *
 * @throws TypeError for what is no text, finite number or boolean
 *
 * @example
 * import { claim, equals } from 'gatehouse/access'
 *
 * export const access = claim('https://example.com/plan', equals('business'))
 */
export function equals(value: ClaimValue): ClaimTest {
  return { kind: 'equals', value: checkedValue('equals', value) }
}

/** Returns whether a claim passes a test. A type that does not fit fails. */
export function passes(test: ClaimTest, found: unknown): boolean {
  switch (test.kind) {
    case 'includes':
      return Array.isArray(found) && found.includes(test.value)
    case 'equals':
      return found === test.value
    default:
      test satisfies never
      throw new TypeError('unknown test of a claim')
  }
}

/** Returns whether a value is a test of a claim. */
export function isClaimTest(value: unknown): value is ClaimTest {
  return isRecord(value) && (value['kind'] === 'includes' || value['kind'] === 'equals') && isClaimValue(value['value'])
}

function isClaimValue(value: unknown): value is ClaimValue {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

function checkedValue(name: string, value: ClaimValue): ClaimValue {
  if (!isClaimValue(value)) throw new TypeError(`${name}(...) takes a text, a number or a boolean`)
  return value
}
