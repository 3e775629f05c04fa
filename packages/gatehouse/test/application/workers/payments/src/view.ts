// Decides which payments a principal may read.
import type { Principal } from 'gatehouse/access'

/** Everyone's payments, those of one owner, or those that were made for one organization. */
export type View =
  | { readonly of: 'everyone' }
  | { readonly of: 'owner'; readonly id: string }
  | { readonly of: 'organization'; readonly id: string }

/** The view of a principal. A person who holds the permission still sees only their own. */
export function viewOf(principal: Principal): View {
  if (principal.kind === 'machine' && principal.permissions.includes('read:all-payments')) return { of: 'everyone' }
  return { of: 'owner', id: principal.id }
}
