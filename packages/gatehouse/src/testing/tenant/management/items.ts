// Finds, replaces and removes an item of a collection by its id.
import { missing } from './request.ts'

type Item = { readonly id: string }

/** Returns the item with this id. @param what its name in the refusal @throws ManagementRefusal when there is none */
export function findItem<One extends Item>(items: readonly One[], wanted: string | undefined, what: string): One {
  const found = items.find(({ id }) => id === wanted)
  if (found === undefined) throw missing(what)
  return found
}

/** Returns the items with this one in the place of that with its id. */
export function withItem<One extends Item>(items: readonly One[], item: One): One[] {
  return items.map((one) => (one.id === item.id ? item : one))
}

/** Returns the items without the one that has this id. */
export function withoutItem<One extends Item>(items: readonly One[], removed: string): One[] {
  return items.filter(({ id }) => id !== removed)
}
