// Declares the type of the claims that a tenant adds to its tokens. It has its own file because TypeScript lets a project add members
// only to a module that is exported by a star.

/**
 * The claims that a tenant adds to its tokens, as `principal.profile` has them. A project declares its members, each of which may be missing.
 *
 * @example
 * import type { ProfileOf, ProfileShape } from 'gatehouse/access'
 *
 * export const PROFILE = {
 *   plan: { claim: 'plan', type: 'text', description: 'The plan that the user pays for' },
 * } as const satisfies ProfileShape
 *
 * declare module 'gatehouse/access' {
 *   interface Profile extends ProfileOf<typeof PROFILE> {}
 * }
 */
// eslint-disable-next-line typescript/no-empty-object-type -- a project adds to it
export interface Profile {}
