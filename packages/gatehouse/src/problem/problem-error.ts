// Defines the error of a request that cannot be served as requested, with every code of the table.
import { ProblemErrorOf, type ProblemErrorClass } from '../access/problem-error-class.ts'
import type { ProblemCode } from './problems.ts'

/** A problem of any code. */
export type ProblemError = ProblemErrorOf<ProblemCode>

/**
 * The error of a request that is not served as asked. The library throws it, and a handler throws it: its code decides the status, the text
 * and the headers of the answer, which is a problem document (RFC 9457).
 *
 * @example
 * import { ProblemError } from 'gatehouse/problem'
 *
 * export function found<Value>(value: Value | undefined): Value {
 *   if (value === undefined) throw new ProblemError('not_found')
 *   return value
 * }
 */
export const ProblemError: ProblemErrorClass<ProblemCode> = ProblemErrorOf
