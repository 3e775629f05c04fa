// The access library as the rest of the library sees it: who may pass. Framework-free; imports jose and nothing else. What a project gets
// of it is in public.ts and in src/gate.
export type { Adoption } from './adoption.ts'
export { MULTI_FACTOR_ACR } from './authentication.ts'
export { authorize } from './authorization.ts'
export { CLOCK_TOLERANCE_SECONDS } from './claims.ts'
export type { BindingRules, BoundRequest, ReplayStore } from './binding.ts'
export { PROOF_ALGORITHMS } from './dpop.ts'
export { Gate, type GateStatus, type Judgement, NO_TOKEN } from './gate.ts'
export { KID_MAX_CHARACTERS, parseKeySet, type ReadKeySet } from './jwks.ts'
export { isRecord } from './json.ts'
export { KeyRing, type KeyRingObserver } from './key-ring.ts'
export { ProofNonces } from './nonce.ts'
export { isPolicy } from './policy-data.ts'
export { tokenNeed } from './policy.ts'
export { NOBODY } from './principal.ts'
export type { InvalidField, ProblemDetails } from './problem-error-class.ts'
export { type AccessProblemCode, ProblemError } from './problem-error.ts'
export * from './public.ts'
export {
  credentialOf,
  memberName,
  type RevocableCredential,
  type Revocation,
  REVOCATION_KINDS,
  type RevocationKind,
  Revocations,
  type RevocationTarget,
} from './revocations.ts'
export { type AcceptedSignature, readSecrets, SIGNATURE_MAX_AGE_SECONDS, SignatureVerifier } from './signature.ts'
export { isSignatureScheme, SIGNATURE_SCHEMES } from './signature-schemes.ts'
export type { SignedByPolicy } from './signed-by.ts'
export { SharedRefresh } from './shared-refresh.ts'
export { withTimeLimit } from './time-limit.ts'
export {
  type Algorithm,
  ALGORITHMS,
  DEFAULT_ALGORITHMS,
  type Background,
  type Clock,
  checkAudience,
  forAudience,
  type KeySet,
  type PublicKey,
  type RefusalTerms,
  type Tier,
  type TrustDocument,
  type TrustSource,
} from './trust.ts'
export type { Verdict } from './verifier.ts'
