// Counts by value, such as by code or by country. Clients, services and tenants can invent values, so their number and length are limited.

/** How many values are counted by name in each list; the rest is counted together as `other`. */
const VALUES_MAX = 50
const VALUE_MAX_CHARACTERS = 100
/** The name of what is counted together. */
export const REST = 'other'

/** Counts by value. */
export type Values = Record<string, number>

/** Adds to the count of a value. @param valuesMax how many values have a name */
export function increase(values: Values, value: string, by: number, valuesMax: number = VALUES_MAX): void {
  const name = shortened(value)
  const isKnown = Object.hasOwn(values, name)
  const key = isKnown || Object.keys(values).length < valuesMax ? name : REST
  values[key] = (Object.hasOwn(values, key) ? (values[key] ?? 0) : 0) + by
}

/** Returns a value with a limited length. */
export function shortened(value: string): string {
  // An assignment to this name sets the prototype of an object.
  if (value === '__proto__') return REST
  return value.length > VALUE_MAX_CHARACTERS ? `${value.slice(0, VALUE_MAX_CHARACTERS - 1)}…` : value
}

/** Adds counts to others. */
export function addValues(into: Values, added: Values, valuesMax?: number): void {
  for (const [value, count] of Object.entries(added)) increase(into, value, count, valuesMax)
}
