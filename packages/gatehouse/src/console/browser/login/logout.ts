// Ends the tenant's session too, by opening its logout: else the next login would use the same user without asking.
import type { Settings } from './login.ts'

const LOGGED_OUT = 'logged-out'

/** The pages of the documentation return to one of them, which the tenant knows. */
const DOCUMENTATION = '/docs'

/** The address that a logout leads back to: this page, or `/docs`. Neither query nor fragment counts for Allowed Logout URLs. */
export function returnAddress(): string {
  const { pathname, origin, href } = location
  const returnTo = pathname.startsWith(`${DOCUMENTATION}/`) ? new URL(DOCUMENTATION, origin) : new URL(href)
  returnTo.searchParams.set(LOGGED_OUT, '')
  return returnTo.href
}

/** Opens the tenant's logout. */
export function logOut({ tenant, clientId }: Settings): void {
  const query = new URLSearchParams({ ...(clientId !== null && { client_id: clientId }), returnTo: returnAddress() })
  location.assign(`${tenant}/v2/logout?${query}`)
}

/** Returns whether the tenant's logout has redirected here. Call it once: it removes the sign from the URL. */
export function cameFromLogOut(): boolean {
  const here = new URL(location.href)
  if (!here.searchParams.has(LOGGED_OUT)) return false
  here.searchParams.delete(LOGGED_OUT)
  history.replaceState(null, '', here)
  return true
}
