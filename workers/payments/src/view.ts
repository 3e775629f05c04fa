// Whose payments a principal may read.
import type { Principal } from '#access'

/** Everyone's payments, or those of one owner. */
export type View = { readonly everyone: true } | { readonly everyone: false; readonly owner: string }

/** The view of a principal. A person who holds the permission still sees only their own. */
export function viewOf(principal: Principal): View {
  if (principal.kind === 'machine' && principal.permissions.includes('read:all-payments')) return { everyone: true }
  return { everyone: false, owner: principal.id }
}
