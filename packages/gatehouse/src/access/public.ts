// The entry `gatehouse/access`: what a route requires of its caller, and who the caller is.
export { type Actor, actorsOf } from './actor.ts'
export { actor, agent, directly } from './actor-policies.ts'
export { claim } from './claim-policy.ts'
export { type ClaimTest, type ClaimValue, equals, includes } from './claim-test.ts'
export { mfa, recentLogin } from './login-policies.ts'
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
