// Combines every problem in one table: its code, status, title, text, meaning and remedy. Responses, the examples of the OpenAPI document
// and the documentation of errors are made from it. To add a problem, add its row.
import type { AccessProblemCode } from '../access/problem-error.ts'
import { POLICY_PROBLEMS } from './policy-problems.ts'
import { PROOF_PROBLEMS } from './proof-problems.ts'
import { REQUEST_PROBLEMS } from './request-problems.ts'
import type { Problem } from './row.ts'
import { SERVICE_PROBLEMS } from './service-problems.ts'
import { SESSION_PROBLEMS } from './session-problems.ts'
import { SIGNATURE_PROBLEMS } from './signature-problems.ts'
import { TOKEN_PROBLEMS } from './token-problems.ts'

/** The code of a problem of the library: those of access, and those of sessions, signatures, requests and services. docs/errors.md explains each. */
export type ProblemCode =
  | AccessProblemCode
  | keyof typeof SESSION_PROBLEMS
  | keyof typeof SIGNATURE_PROBLEMS
  | keyof typeof REQUEST_PROBLEMS
  | keyof typeof SERVICE_PROBLEMS

/** The row of each code. */
export const PROBLEMS = {
  ...REQUEST_PROBLEMS,
  ...TOKEN_PROBLEMS,
  ...PROOF_PROBLEMS,
  ...POLICY_PROBLEMS,
  ...SESSION_PROBLEMS,
  ...SIGNATURE_PROBLEMS,
  ...SERVICE_PROBLEMS,
} as const satisfies Record<ProblemCode, Problem>

/** The path of the page that documents every problem. */
export const ERRORS_PATH = '/docs/errors'

/**
 * Returns the URL of a problem's documentation: the `type` of its document (RFC 9457 §3.1.1).
 *
 * @param types the part before the code. The default is the page of the gateway, relative to the gateway
 */
export function documentationOf(code: string, types: string = `${ERRORS_PATH}#`): string {
  return types + code
}
