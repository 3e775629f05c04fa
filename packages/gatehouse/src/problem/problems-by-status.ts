// The table of problems as its documentation shows it: by status, in order.
import { type ProblemCode, PROBLEMS } from './problems.ts'
import type { Problem } from './row.ts'

/** The problems with one status. */
export interface ProblemGroup {
  readonly status: Problem['status']
  readonly problems: readonly (readonly [code: ProblemCode, problem: Problem])[]
}

/** Every problem, by its status. */
export function problemsByStatus(): readonly ProblemGroup[] {
  const rows = Object.entries(PROBLEMS) as [ProblemCode, Problem][]
  const statuses = [...new Set(rows.map(([, { status }]) => status))].toSorted((one, other) => one - other)
  return statuses.map((status) => ({ status, problems: rows.filter(([, problem]) => problem.status === status) }))
}
