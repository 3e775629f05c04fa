// Every problem: its code, status, title and text.
export { PROBLEM_CODE_HEADER, PROBLEM_MEDIA_TYPE, problemResponse } from './problem.ts'
export { type Problem, PROBLEMS } from './problems.ts'
