// Groups the table of problems for its documentation: by status, in order.
import { DOCUMENTATION } from './documentation.ts'
import type { OwnProblemTable } from './own-problems.ts'
import { type ProblemCode, PROBLEMS } from './problems.ts'
import type { OwnProblem } from './row.ts'

/** The problems with one status. */
export interface ProblemGroup {
  readonly status: number
  readonly problems: readonly (readonly [code: string, problem: OwnProblem])[]
}

/** Returns every problem, by its status. @param own those that a project defines */
export function problemsByStatus(own: OwnProblemTable = {}): readonly ProblemGroup[] {
  const documented = (Object.keys(PROBLEMS) as ProblemCode[]).map((code): [string, OwnProblem] => [
    code,
    { ...PROBLEMS[code], ...DOCUMENTATION[code] },
  ])
  const rows = [...documented, ...Object.entries(own)]
  const statuses = [...new Set(rows.map(([, { status }]) => status))].toSorted((one, other) => one - other)
  return statuses.map((status) => ({ status, problems: rows.filter(([, problem]) => problem.status === status) }))
}
