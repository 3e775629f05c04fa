// The problems of valid tokens that do not satisfy the access that a route requires.
import type { Problem } from './row.ts'

/** The rows of these problems by code. */
export const POLICY_PROBLEMS = {
  scope_missing: {
    status: 403,
    title: 'Scope missing',
    detail: 'The token lacks a scope that this operation demands.',
    challenge: 'insufficient_scope',
  },
  permission_missing: {
    status: 403,
    title: 'Permission missing',
    detail: 'The token lacks a permission that this operation demands.',
    challenge: 'insufficient_scope',
  },
  email_missing: {
    status: 403,
    title: 'Email missing',
    detail: 'This operation needs a token that contains the email address of its user.',
    challenge: 'insufficient_scope',
  },
  user_required: {
    status: 403,
    title: 'User required',
    detail: 'This operation is for people: it needs the token of a user, not of a machine or an agent.',
    challenge: 'insufficient_scope',
  },
  machine_required: {
    status: 403,
    title: 'Machine required',
    detail:
      'This operation is for applications on their own behalf: it needs a token from the client credentials grant.',
    challenge: 'insufficient_scope',
  },
  organization_required: {
    status: 403,
    title: 'Organization required',
    detail: 'This operation needs a token for an organization that the route allows.',
    challenge: 'insufficient_scope',
  },
} as const satisfies Record<string, Problem>
