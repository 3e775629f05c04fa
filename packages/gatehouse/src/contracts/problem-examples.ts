// An example of every problem for the OpenAPI document: what its answer says.
import type { ProblemDetails } from '../access/index.ts'
import { ProblemError } from '../problem/problem-error.ts'
import { problemDocument } from '../problem/problem.ts'
import { type ProblemCode, PROBLEMS } from '../problem/problems.ts'

const REQUEST_ID = '8f1c2d3e4f5a6b7c-FRA'

const DETAILS: Readonly<Partial<Record<ProblemCode, ProblemDetails>>> = {
  request_invalid: { errors: [{ in: 'body', path: 'amount', message: 'is missing' }] },
  scope_missing: { required: ['read:payments'] },
  permission_missing: { required: ['read:status'] },
}

/** The examples by their codes. */
export function problemExamples(): Readonly<Record<string, { readonly summary: string; readonly value: object }>> {
  return Object.fromEntries(
    (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => {
      const value = problemDocument(new ProblemError(code, DETAILS[code]), REQUEST_ID)
      return [code, { summary: PROBLEMS[code].title, value }]
    }),
  )
}
