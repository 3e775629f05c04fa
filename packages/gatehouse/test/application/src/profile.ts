// Declares the claims that this project's tenant adds to its access tokens. Each claim is then typed in the principal of every handler,
// in the response of /me and in its documentation. The declaration is here because the gateway and the domains read the same claims, and
// packages/gatehouse/src/access does not know the claims of a project.
import type { ProfileOf, ProfileShape } from 'gatehouse/access'

/** The claims by their names in `principal.profile`. */
export const PROFILE = {
  name: { claim: 'name', type: 'text', description: 'What the user is called' },
  roles: { claim: 'roles', type: 'texts', description: 'The roles that the tenant gave the user' },
} as const satisfies ProfileShape

declare module 'gatehouse/access' {
  // eslint-disable-next-line typescript/no-empty-object-type -- it gets its members here
  interface Profile extends ProfileOf<typeof PROFILE> {}
}
