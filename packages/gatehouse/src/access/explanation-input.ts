// The types that the explanations of refusals share: their input, and a finding.
import type { BoundRequest } from './binding.ts'
import type { Policy } from './policy.ts'
import type { Principal } from './principal.ts'
import type { TrustDocument } from './trust.ts'

/** The data that a refusal is explained from. */
export interface ExplanationInput {
  readonly policy: Policy
  readonly request: BoundRequest
  /** The principal that was refused, if its token was valid. */
  readonly principal: Principal | null
  /** `null` when no token was read yet. */
  readonly trust: TrustDocument | null
  /** Seconds since the epoch. */
  readonly now: number
}

/** The expected and the found value. */
export type Finding = readonly [expected: string, found: string]
