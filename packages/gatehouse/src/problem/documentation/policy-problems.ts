// What documents the problems of good tokens that do not hold what a route demands.
import { ADD_EMAIL_CLAIM, ADD_PERMISSIONS_TO_TOKENS, ASSIGN_PERMISSION, sentence } from '../dashboard-remedies.ts'
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const POLICY_DOCUMENTATION = {
  scope_missing: {
    why: 'The claim `scope` does not hold every scope of `required`. The client did not ask for it, or the tenant did not grant it: with RBAC it grants only scopes that the user has as permissions. A permission alone is not enough for a route that demands scopes.',
    remedy: `Ask for the scope when you log in (\`scope=…\`). If the tenant does not grant it: ${ASSIGN_PERMISSION}.`,
  },
  permission_missing: {
    why: 'The claim `permissions` does not hold every permission of `required`, or the API does not add that claim to its tokens.',
    remedy: `${sentence(ASSIGN_PERMISSION)} ${sentence(ADD_PERMISSIONS_TO_TOKENS)} Then log in again.`,
  },
  email_missing: {
    why: 'The token holds no claim with an email address. The token of a machine never has one.',
    remedy: sentence(ADD_EMAIL_CLAIM),
  },
  user_required: {
    why: 'The route lets in people only, and the token is of a machine or an agent.',
    remedy: 'Log in as a person; do not use client credentials.',
  },
  machine_required: {
    why: 'The route lets in applications on their own behalf only, and the token is of a person or an agent.',
    remedy: 'Get the token with `grant_type=client_credentials`; of the local tenant with `gatehouse token --machine`.',
  },
  organization_required: {
    why: 'The token has no claim `org_id`, or it names an organization that the route does not let in.',
    remedy: 'Log in for the organization: `organization=org_…` at `/authorize`.',
  },
} as const satisfies Record<string, ProblemDocumentation>
