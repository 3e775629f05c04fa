// Shows a plan as people know it from Terraform: + is made, ~ is changed, - is deleted, and ! is different and stays.
import type { Changes } from './step.ts'
import type { VariableChange } from './variables.ts'

/** Everything that a plan shows. */
export interface Plan {
  /** The origin of the tenant. */
  readonly tenant: string
  readonly environment: string
  readonly changes: Changes
  /** Where the variables stand, in words. */
  readonly source: string
  readonly variables: readonly VariableChange[]
}

/** Returns whether there is nothing to do. */
export function isDone({ changes, variables }: Plan): boolean {
  return changes.steps.length === 0 && variables.length === 0
}

/** The plan for people. */
export function renderPlan(plan: Plan): string {
  const { tenant, environment, changes, source, variables } = plan
  const steps = changes.steps.flatMap(({ sign, title, details }) => [
    `${sign} ${title}`,
    ...details.map((line) => `    ${line}`),
  ])
  const drift = changes.drift.map(
    ({ title, detail, isOurs }) =>
      `! ${title}: ${detail}: it stays${isOurs ? ', and --prune deletes it' : ', because it is not ours'}`,
  )
  const written = variables.map(({ sign, name, value, isSecret }) => {
    const shown = isSecret ? '(secret)' : value === null ? '(known when it is made)' : JSON.stringify(value)
    return `${sign} ${name} in ${source}: ${shown}`
  })
  return [
    `Tenant ${tenant}, environment ${environment}`,
    '',
    ...lines([...steps, ...written]),
    ...lines(drift),
    summary(plan),
  ].join('\n')
}

function lines(some: readonly string[]): string[] {
  return some.length === 0 ? [] : [...some, '']
}

function summary(plan: Plan): string {
  if (isDone(plan)) return 'Nothing to do: the tenant and the variables are as they must be.'
  const signs = [...plan.changes.steps, ...plan.variables].map(({ sign }) => sign)
  const count = (sign: string): number => signs.filter((one) => one === sign).length
  return `Plan: ${count('+')} to make, ${count('~')} to change, ${count('-')} to delete.`
}
