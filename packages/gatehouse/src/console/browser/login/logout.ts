// Ends the tenant's session too, by visiting its logout: else the next login would take the same person without asking.
import type { Settings } from './login.ts'

const LOGGED_OUT = 'logged-out'

/** Leaves for the tenant's logout, which leads back to this page. Neither query nor fragment counts for Allowed Logout URLs. */
export function logOut({ tenant, clientId }: Settings): void {
  const returnTo = new URL(location.href)
  returnTo.searchParams.set(LOGGED_OUT, '')
  const query = new URLSearchParams({ ...(clientId !== null && { client_id: clientId }), returnTo: returnTo.href })
  location.assign(`${tenant}/v2/logout?${query}`)
}

/** Whether the tenant's logout has led here. Asked once: it takes the sign out of the address. */
export function cameFromLogOut(): boolean {
  const here = new URL(location.href)
  if (!here.searchParams.has(LOGGED_OUT)) return false
  here.searchParams.delete(LOGGED_OUT)
  history.replaceState(null, '', here)
  return true
}
