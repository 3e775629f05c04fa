// Exports the problems: code, status, title, text, meaning and remedy.
export { PROBLEM_CODE_HEADER, PROBLEM_MEDIA_TYPE, problemResponse } from './problem.ts'
export { defineProblems, type OwnProblems, type OwnProblemTable } from './own-problems.ts'
export { ProblemError } from './problem-error.ts'
export { documentationOf, type ProblemCode, PROBLEMS } from './problems.ts'
export { type ProblemGroup, problemsByStatus } from './problems-by-status.ts'
export type { OwnProblem, Problem } from './row.ts'
