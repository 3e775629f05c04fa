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
  insufficient_user_authentication: {
    status: 401,
    title: 'Insufficient user authentication',
    detail:
      'This operation needs a more recent login, or one with a second factor: log in again with the parameters of the challenge.',
    challenge: 'insufficient_user_authentication',
  },
  actor_required: {
    status: 403,
    title: 'Actor required',
    detail: 'This operation is for an actor in the name of another: it needs a token with such a claim act.',
    challenge: 'insufficient_scope',
  },
  actor_forbidden: {
    status: 403,
    title: 'Actor forbidden',
    detail: 'This operation is for those who act for themselves: it takes no token with a claim act.',
    challenge: 'insufficient_scope',
  },
  agent_required: {
    status: 403,
    title: 'Agent required',
    detail: 'This operation is for AI agents: it needs the token of an agent, for itself or for a user.',
    challenge: 'insufficient_scope',
  },
  claim_missing: {
    status: 403,
    title: 'Claim missing',
    detail: 'The token lacks a claim with the value that this operation demands.',
    challenge: 'insufficient_scope',
  },
} as const satisfies Record<string, Problem>
