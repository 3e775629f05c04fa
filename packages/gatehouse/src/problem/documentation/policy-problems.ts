// Documents the problems of valid tokens that do not satisfy the access that a route requires.
import {
  ADD_EMAIL_CLAIM,
  ADD_PERMISSIONS_TO_TOKENS,
  ASSIGN_PERMISSION,
  authorizeApplication,
  sentence,
} from '../dashboard-remedies.ts'
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const POLICY_DOCUMENTATION = {
  scope_missing: {
    why: 'The claim `scope` lacks a scope of `required`. A route with `anyScope` needs one of them, every other route all. The client did not ask for the scope, or the tenant did not grant it: with RBAC it grants only scopes that the user has as permissions. A permission alone is not enough for a route that requires scopes.',
    remedy: `Ask for the scope when you log in (\`scope=…\`). If the tenant does not grant it to a user: ${ASSIGN_PERMISSION}. For a machine: ${authorizeApplication()}, and select the scope there. \`gatehouse token --decode --for PATH\` shows what a token lacks, and \`gatehouse tenant plan --check\` lists the scopes that the API lacks.`,
  },
  permission_missing: {
    why: 'The claim `permissions` lacks a permission of `required`, or the API does not add that claim to its tokens. A route with `anyPermission` needs one of them, every other route all.',
    remedy: `${sentence(ASSIGN_PERMISSION)} ${sentence(ADD_PERMISSIONS_TO_TOKENS)} Then log in again. For a machine: ${authorizeApplication()}, select the permission there, and get a new token.`,
  },
  email_missing: {
    why: 'The token has no claim with an email address. The token of a machine never has one.',
    remedy: sentence(ADD_EMAIL_CLAIM),
  },
  user_required: {
    why: 'The route accepts tokens of users only, and this is the token of a machine or an agent.',
    remedy: 'Log in as a person; do not use client credentials.',
  },
  machine_required: {
    why: 'The route accepts tokens of applications only, and this is the token of a user or an agent.',
    remedy: 'Get the token with `grant_type=client_credentials`; of the local tenant with `gatehouse token --machine`.',
  },
  organization_required: {
    why: 'The token has no claim `org_id`, or the claim names an organization that the route does not allow.',
    remedy: 'Log in for the organization: `organization=org_…` at `/authorize`.',
  },
  insufficient_user_authentication: {
    why: 'The route requires a recent login (`recentLogin`), or one with a second factor (`mfa`), and the token does not show it: the login was too long ago, it had one factor, or the token says neither in `auth_time`, `acr` and `amr`. The challenge and the members `maxAge` and `acrValues` say what a new login must satisfy (RFC 9470).',
    remedy:
      'Log in again with `max_age` and `acr_values` as the challenge has them, at `/authorize` or at `/auth/login`, and repeat the request with the new token. If a new login does not help, the tenant does not add the claims: `gatehouse tenant apply` makes the Action that does, and `gatehouse token --decode --for PATH` shows what a token lacks.',
  },
  actor_required: {
    why: 'The route requires that somebody acts for the subject of the token (`actor`). The token has no claim `act`, the outermost `act` names somebody else, or its chain is malformed or longer than five.',
    remedy: 'Get the token by a token exchange (RFC 8693) of an application or agent that the route names.',
  },
  actor_forbidden: {
    why: 'The route is for those who act for themselves (`directly`), and the token has a claim `act`.',
    remedy: 'Let the user call the operation with a token of their own login.',
  },
  agent_required: {
    why: 'The route is for AI agents (`agent`). Neither the subject of the token nor the outermost `act` is one.',
    remedy: 'Get the token as the agent: by client credentials, or in the name of a user by a token exchange.',
  },
  claim_missing: {
    why: 'The route requires a claim with a certain value (`claim`). The token has no such claim, or it has another value or another type. The description of the operation names the claim.',
    remedy:
      'Let the tenant add the claim: `auth0.claims` in gatehouse.config.ts and `gatehouse tenant apply`, or an Action. Then get a new token.',
  },
} as const satisfies Record<string, ProblemDocumentation>
