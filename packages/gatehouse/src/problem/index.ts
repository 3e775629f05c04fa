// The entry `gatehouse/problem`: the error to throw, its answer, and problems of a project's own.
export type { InvalidField, ProblemDetails } from '../access/problem-error-class.ts'
export type { RefusalTerms } from '../access/trust.ts'
export { problemResponse } from './problem.ts'
export { defineProblems, type OwnProblems, type OwnProblemTable } from './own-problems.ts'
export { ProblemError } from './problem-error.ts'
export type { ProblemCode } from './problems.ts'
export type { OwnProblem } from './row.ts'
