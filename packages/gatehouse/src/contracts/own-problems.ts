// Collects the problems that a project defines in its contracts.
import { PROBLEMS } from '../problem/problems.ts'
import type { OwnProblemTable } from '../problem/own-problems.ts'
import type { Contract, ContractRoute } from './contract.ts'

/** The problems of every contract. */
export function ownProblemsOf(contracts: readonly Contract[]): OwnProblemTable {
  return Object.assign({}, ...contracts.map(({ problems }) => problems ?? {})) as OwnProblemTable
}

/** Returns a sentence for each code that two contracts define differently, and for each code of an operation that no contract defines. */
export function checkOwnProblems(contracts: readonly Contract[]): string[] {
  return [...findRedefined(contracts), ...findUndefined(contracts)]
}

function findRedefined(contracts: readonly Contract[]): string[] {
  const seen = new Map<string, { readonly where: string; readonly row: string }>()
  return contracts.flatMap(({ name, problems = {} }) =>
    Object.entries(problems).flatMap(([code, problem]) => {
      const [where, row] = [name ?? 'the gateway', JSON.stringify(problem)]
      const other = seen.get(code)
      seen.set(code, { where, row })
      if (other === undefined || other.row === row) return []
      return [
        `the problem ${code} is defined by ${other.where}, and in another way by ${where}: give one of them another code`,
      ]
    }),
  )
}

function findUndefined(contracts: readonly Contract[]): string[] {
  const known = { ...PROBLEMS, ...ownProblemsOf(contracts) }
  return contracts.flatMap(({ name, routes, document }) =>
    document !== undefined
      ? []
      : routes.flatMap((route) =>
          codesOf(route)
            .filter((code) => !Object.hasOwn(known, code))
            .map(
              (code) =>
                `${route.operationId} of ${name ?? 'the gateway'} answers with the problem ${code}, which no contract defines: define it with defineProblems, and export its \`problems\` from the contract`,
            ),
        ),
  )
}

function contentOf(response: unknown): object {
  return Object(Object(response).content) as object
}

const EXAMPLE = '#/components/examples/'

// In the form that `problem` of a contract writes.
function codesOf({ responses }: ContractRoute): string[] {
  const media = Object.values(responses).flatMap((response) => Object.values(contentOf(response)))
  const examples = media.flatMap((one) => Object.values(Object(Object(one).examples) as object))
  return examples
    .map((example) => String(Object(example).$ref))
    .filter((reference) => reference.startsWith(EXAMPLE))
    .map((reference) => reference.slice(EXAMPLE.length))
}
