// The error of a request that can't be served as asked, with every code of the table.
import { ProblemErrorOf, type ProblemErrorClass } from '../access/problem-error-class.ts'
import type { ProblemCode } from './problems.ts'

/** A problem of any code. */
export type ProblemError = ProblemErrorOf<ProblemCode>

/**
 * Thrown whenever a request can't be served as asked; problem.ts turns it into its answer. The class is the one that access throws.
 *
 * @example
 * throw new ProblemError('not_found')
 */
export const ProblemError: ProblemErrorClass<ProblemCode> = ProblemErrorOf
