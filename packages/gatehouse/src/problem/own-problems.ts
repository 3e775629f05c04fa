// Defines a project's own problems, in addition to those of the library.
import { ProblemErrorOf, type ProblemErrorClass } from '../access/problem-error-class.ts'
import type { ProblemDetails } from '../access/index.ts'
import { OwnProblemError } from './own-problem-error.ts'
import { type ProblemCode, PROBLEMS } from './problems.ts'
import type { AnsweredProblem, OwnProblem } from './row.ts'

/** The problems of a project, by their codes in snake case. */
export type OwnProblemTable = Readonly<Record<string, OwnProblem>>

/** What `defineProblems` returns. @typeParam Rows the problems of the project */
export interface OwnProblems<Rows extends OwnProblemTable> {
  /** A contract exports them, so that the document and the page of errors show them. */
  readonly problems: Rows
  /** The error to throw, for these codes and for those of the library. */
  readonly ProblemError: ProblemErrorClass<ProblemCode | (keyof Rows & string)>
}

/**
 * Defines problems of a project's own: codes with what their answers say and what their documentation adds. A contract exports `problems`, and
 * handlers throw the `ProblemError` that it returns.
 *
 * @throws TypeError for a code of the library, a code that is not in snake case, a status that is no error, and a text that is missing
 *
 * @example
 * // contract.ts
 * import { defineProblems, problem } from 'gatehouse/domain'
 *
 * export const { problems, ProblemError } = defineProblems({
 *   order_closed: {
 *     status: 409,
 *     title: 'Order closed',
 *     detail: 'The order is closed, and takes no more items.',
 *     why: 'The order was paid or cancelled.',
 *     remedy: 'Open another order with `POST /orders`.',
 *   },
 * })
 *
 * // In the responses of a route
 * export const responses = { 409: problem<keyof typeof problems>('The order is closed', 'order_closed') }
 *
 * // In a handler
 * export function refuseClosedOrder(): never {
 *   throw new ProblemError('order_closed')
 * }
 */
export function defineProblems<const Rows extends OwnProblemTable>(
  problems: Rows & { readonly [Code in ProblemCode]?: never },
): OwnProblems<Rows> {
  const faults = checkProblems(problems)
  if (faults.length > 0) throw new TypeError(faults.join('\n'))
  const rows: Readonly<Record<string, AnsweredProblem>> = { ...withChallenges(problems), ...PROBLEMS }
  type Code = ProblemCode | (keyof Rows & string)
  return {
    problems,
    ProblemError: class extends OwnProblemError<Code> {
      // Errors that the library throws are problems too.
      static override [Symbol.hasInstance](value: unknown): boolean {
        return value instanceof ProblemErrorOf
      }

      constructor(code: Code, facts?: ProblemDetails) {
        super(code, rows[code] ?? PROBLEMS.internal, facts)
      }
    },
  }
}

const TEXTS = ['title', 'detail', 'why', 'remedy'] as const

/** Checks the rows of problems. @returns a sentence for each defect, with its remedy */
export function checkProblems(problems: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(problems).flatMap(([code, row]) => {
    const { status, ...texts } = Object(row) as Partial<OwnProblem>
    const missing = TEXTS.filter((text) => typeof texts[text] !== 'string' || texts[text] === '')
    return [
      ...(Object.hasOwn(PROBLEMS, code) ? [`the problem ${code} is one of Gatehouse: give yours another code`] : []),
      ...(/^[a-z][a-z\d]*(?:_[a-z\d]+)*$/.test(code)
        ? []
        : [
            `the problem ${code} needs a code of small letters and digits with single underscores, such as order_closed`,
          ]),
      ...(Number.isInteger(status) && status !== undefined && status >= 400 && status <= 599
        ? []
        : [`the problem ${code} needs a status from 400 to 599`]),
      ...missing.map((text) => `the problem ${code} needs a text for "${text}"`),
    ]
  })
}

// A 401 has a challenge (RFC 9110 §15.5.2): without an error, because the token may be good.
function withChallenges(problems: OwnProblemTable): Record<string, AnsweredProblem> {
  return Object.fromEntries(
    Object.entries(problems).map(([code, row]) => [code, row.status === 401 ? { ...row, challenge: null } : row]),
  )
}
