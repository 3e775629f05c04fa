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
} as const satisfies Record<string, ProblemDocumentation>
