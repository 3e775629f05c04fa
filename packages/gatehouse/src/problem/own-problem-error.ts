// Defines the error of a project's own problems. It contains its row, because no table of the library has it.
import { ProblemErrorOf } from '../access/problem-error-class.ts'
import type { ProblemDetails } from '../access/index.ts'
import { PROBLEMS } from './problems.ts'
import type { AnsweredProblem } from './row.ts'

const ROWS: Readonly<Partial<Record<string, AnsweredProblem>>> = PROBLEMS

/** An error with its row. */
export class OwnProblemError<Code extends string> extends ProblemErrorOf<Code> {
  readonly row: AnsweredProblem

  constructor(code: Code, row: AnsweredProblem, facts?: ProblemDetails) {
    super(code, facts)
    this.row = row
  }

  override with(facts: ProblemDetails): OwnProblemError<Code> {
    return new OwnProblemError(this.code, this.row, { ...this.facts, ...facts })
  }
}

/** Returns the row of an error, whether the library or a project defines its code. */
export function problemOf(error: ProblemErrorOf<string>): AnsweredProblem {
  if (error instanceof OwnProblemError) return error.row
  // A code that was cast has no row, and must not look like a refusal.
  return ROWS[error.code] ?? PROBLEMS.internal
}
