// The entry `gatehouse/access`: what a route requires of its caller, and who the caller is.
export {
  and,
  anyone,
  anyPermission,
  anyScope,
  emailRequired,
  guest,
  machine,
  or,
  organization,
  permissions,
  type Policy,
  scopes,
  signedIn,
  user,
} from './policy.ts'
export { auth0Events, github, signedBy, slack, standardWebhooks, stripe } from './signed-by.ts'
export type { SignatureScheme } from './signature-schemes.ts'
export * from './own-profile.ts'
export type { Principal, PrincipalKind } from './principal.ts'
export type { ClaimRule, ProfileOf, ProfileShape } from './profile.ts'
