// The problems of good tokens that do not hold what a route demands.
import { ADD_EMAIL_CLAIM, ADD_PERMISSIONS_TO_TOKENS, ASSIGN_PERMISSION, sentence } from './dashboard-remedies.ts'
import type { Problem } from './row.ts'

/** What each code answers and means. */
export const POLICY_PROBLEMS = {
  scope_missing: {
    status: 403,
    title: 'Scope missing',
    detail: 'The token lacks a scope that this operation demands.',
    why: 'The claim `scope` does not hold every scope of `required`. The client did not ask for it, or the tenant did not grant it: with RBAC it grants only scopes that the user has as permissions. A permission alone is not enough for a route that demands scopes.',
    remedy: `Ask for the scope when you log in (\`scope=…\`). If the tenant does not grant it: ${ASSIGN_PERMISSION}.`,
    challenge: 'insufficient_scope',
  },
  permission_missing: {
    status: 403,
    title: 'Permission missing',
    detail: 'The token lacks a permission that this operation demands.',
    why: 'The claim `permissions` does not hold every permission of `required`, or the API does not add that claim to its tokens.',
    remedy: `${sentence(ASSIGN_PERMISSION)} ${sentence(ADD_PERMISSIONS_TO_TOKENS)} Then log in again.`,
    challenge: 'insufficient_scope',
  },
  email_missing: {
    status: 403,
    title: 'Email missing',
    detail: 'This operation needs a token that says the email address of its user.',
    why: 'The token holds no claim with an email address. The token of a machine never has one.',
    remedy: sentence(ADD_EMAIL_CLAIM),
    challenge: 'insufficient_scope',
  },
  user_required: {
    status: 403,
    title: 'User required',
    detail: 'This operation is for people: it needs the token of a user, not of a machine or an agent.',
    why: 'The route lets in people only, and the token is of a machine or an agent.',
    remedy: 'Log in as a person; do not use client credentials.',
    challenge: 'insufficient_scope',
  },
  machine_required: {
    status: 403,
    title: 'Machine required',
    detail: 'This operation is for applications on their own behalf: it needs a token by client credentials.',
    why: 'The route lets in applications on their own behalf only, and the token is of a person or an agent.',
    remedy: 'Get the token with `grant_type=client_credentials`; of the local tenant with `gatehouse token --machine`.',
    challenge: 'insufficient_scope',
  },
  organization_required: {
    status: 403,
    title: 'Organization required',
    detail: 'This operation needs a token for an organization, and for one that may do this.',
    why: 'The token has no claim `org_id`, or it names an organization that the route does not let in.',
    remedy: 'Log in for the organization: `organization=org_…` at `/authorize`.',
    challenge: 'insufficient_scope',
  },
} as const satisfies Record<string, Problem>
