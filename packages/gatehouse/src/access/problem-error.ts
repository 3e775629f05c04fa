// Defines the error of a refused request, with the codes that this library throws.
import { type ProblemErrorClass, ProblemErrorOf } from './problem-error-class.ts'

/** Every code of a refusal by this library. Each has its row in `packages/gatehouse/src/problem`. */
export type AccessProblemCode =
  | 'token_ambiguous'
  | 'token_missing'
  | 'token_malformed'
  | 'token_algorithm'
  | 'token_key_unknown'
  | 'token_signature'
  | 'token_issuer'
  | 'token_audience'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_not_access'
  | 'token_revoked'
  | 'proof_required'
  | 'bound_token_required'
  | 'proof_invalid'
  | 'proof_replayed'
  | 'proof_nonce'
  | 'scope_missing'
  | 'permission_missing'
  | 'email_missing'
  | 'user_required'
  | 'machine_required'
  | 'organization_required'
  | 'signature_missing'
  | 'signature_invalid'
  | 'signature_expired'
  | 'insufficient_user_authentication'
  | 'actor_required'
  | 'actor_forbidden'
  | 'agent_required'
  | 'claim_missing'
  | 'header_too_large'
  | 'keys_unavailable'
  | 'proofs_unavailable'

/** A problem of a token. */
export type ProblemError = ProblemErrorOf<AccessProblemCode>

/**
 * Thrown when a request is refused.
 *
 * @example
 * throw new ProblemError('scope_missing', { required: ['read:payments'] })
 */
export const ProblemError: ProblemErrorClass<AccessProblemCode> = ProblemErrorOf
