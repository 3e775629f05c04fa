// Builds an example of every problem for the OpenAPI document.
import { MULTI_FACTOR_ACR, type ProblemDetails, type RefusalTerms } from '../access/index.ts'
import { defineProblems, type OwnProblemTable } from '../problem/own-problems.ts'
import { problemDocument } from '../problem/problem.ts'
import { PROBLEMS } from '../problem/problems.ts'

const REQUEST_ID = '8f1c2d3e4f5a6b7c-FRA'

const DETAILS: Readonly<Record<string, ProblemDetails>> = {
  request_invalid: { errors: [{ in: 'body', path: 'amount', message: 'is missing' }] },
  scope_missing: { required: ['read:payments'] },
  permission_missing: { required: ['read:status'] },
  insufficient_user_authentication: { maxAgeSeconds: 300, acrValues: [MULTI_FACTOR_ACR] },
}

/**
 * The examples by their codes.
 *
 * @param own the problems that a project defines
 * @param terms what refusals of the project say otherwise
 */
export function problemExamples(
  own: OwnProblemTable = {},
  terms: RefusalTerms = {},
): Readonly<Record<string, { readonly summary: string; readonly value: object }>> {
  const { ProblemError } = defineProblems(own)
  return Object.fromEntries(
    Object.entries({ ...PROBLEMS, ...own }).map(([code, { title }]) => {
      const value = problemDocument(new ProblemError(code, DETAILS[code]), REQUEST_ID, terms)
      return [code, { summary: title, value }]
    }),
  )
}
