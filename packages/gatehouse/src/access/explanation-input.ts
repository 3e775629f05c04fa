// The types that the explanations of refusals share: their input, and a finding.
import type { BoundRequest } from './binding.ts'
import type { Policy } from './policy.ts'
import type { Principal } from './principal.ts'
import type { TrustDocument } from './trust.ts'

/** What a refusal is explained from. */
export interface ExplanationInput {
  readonly policy: Policy
  readonly request: BoundRequest
  /** Who was refused, when their token was good. */
  readonly principal: Principal | null
  /** `null` when no token was looked at yet. */
  readonly trust: TrustDocument | null
  /** Seconds since the epoch. */
  readonly now: number
}

/** What was expected, and what was found. */
export type Finding = readonly [expected: string, found: string]
