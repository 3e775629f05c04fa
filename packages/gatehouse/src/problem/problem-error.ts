// Defines the error of a request that cannot be served as requested, with every code of the table.
import { ProblemErrorOf, type ProblemErrorClass } from '../access/problem-error-class.ts'
import type { ProblemCode } from './problems.ts'

/** A problem of any code. */
export type ProblemError = ProblemErrorOf<ProblemCode>

/**
 * Thrown when a request cannot be served as requested; problem.ts turns it into a response. It is the same class that access throws.
 *
 * @example
 * throw new ProblemError('not_found')
 */
export const ProblemError: ProblemErrorClass<ProblemCode> = ProblemErrorOf
