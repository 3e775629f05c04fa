// The type of the claims that a tenant adds to its tokens. It has a file of its own because TypeScript lets a project add members only to
// what a module exports by a star.

/**
 * What a tenant adds to its tokens. The project declares its members, each of which may be missing.
 *
 * @example
 * declare module 'gatehouse/access' {
 *   interface Profile extends ProfileOf<typeof PROFILE> {}
 * }
 */
// eslint-disable-next-line typescript/no-empty-object-type -- a project adds to it
export interface Profile {}
