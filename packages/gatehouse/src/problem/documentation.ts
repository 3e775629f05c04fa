// Combines the documentation of every problem. It is separate from the table so that the gateway's bundle does not contain it; the types
// ensure that every code has one.
import { POLICY_DOCUMENTATION } from './documentation/policy-problems.ts'
import { PROOF_DOCUMENTATION } from './documentation/proof-problems.ts'
import { REQUEST_DOCUMENTATION } from './documentation/request-problems.ts'
import { SERVICE_DOCUMENTATION } from './documentation/service-problems.ts'
import { SESSION_DOCUMENTATION } from './documentation/session-problems.ts'
import { SIGNATURE_DOCUMENTATION } from './documentation/signature-problems.ts'
import { TOKEN_DOCUMENTATION } from './documentation/token-problems.ts'
import type { ProblemCode } from './problems.ts'
import type { ProblemDocumentation } from './row.ts'

/** When each code is answered, and what to do about it. */
export const DOCUMENTATION = {
  ...REQUEST_DOCUMENTATION,
  ...TOKEN_DOCUMENTATION,
  ...PROOF_DOCUMENTATION,
  ...POLICY_DOCUMENTATION,
  ...SESSION_DOCUMENTATION,
  ...SIGNATURE_DOCUMENTATION,
  ...SERVICE_DOCUMENTATION,
} as const satisfies Record<ProblemCode, ProblemDocumentation>
