// What this project's tenant adds to its access tokens: the one place to name a claim of your own. It is in the principal of every
// handler then, typed, in the answer of /me and in its documentation. It stands here, between the libraries and the Workers,
// because gateway and domains read the same claims, and src/access knows of no project's.
import type { ProfileOf, ProfileShape } from 'gatehouse/access'

/** The claims, by the name that the principal has them under. */
export const PROFILE = {
  name: { claim: 'name', type: 'text', description: 'What the user is called' },
  roles: { claim: 'roles', type: 'texts', description: 'The roles that the tenant gave the user' },
} as const satisfies ProfileShape

declare module 'gatehouse/access' {
  // eslint-disable-next-line typescript/no-empty-object-type -- it gets its members here
  interface Profile extends ProfileOf<typeof PROFILE> {}
}
