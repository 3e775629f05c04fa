// Compares our Action with its code, its deployment and its place in the flow after a login.
import { diffLines } from 'diff'
import type { Current } from './current.ts'
import type { Desired } from './desired.ts'
import { type Changes, NO_CHANGES, type Step } from './step.ts'

const DIFF_MAX_LINES = 40

/** The changes of the Action. */
export function actionChanges(
  { action: wanted }: Desired,
  { action, bindings }: Current,
  { prune }: { readonly prune: boolean },
): Changes {
  const bound = bindings.filter((binding) => binding.action?.id === action?.id && action !== null)
  if (wanted === null) {
    if (action === null) return NO_CHANGES
    const title = `Action ${action.name}`
    if (!prune) return { steps: [], drift: [{ title, detail: 'there is no claim that it should add', isOurs: true }] }
    const kept = idsOf(bindings.filter((binding) => !bound.includes(binding)))
    const unbind: Step = {
      sign: '-',
      title: `${title} in the flow after a login`,
      details: [],
      kind: 'unbind-action',
      kept,
    }
    const remove: Step = { sign: '-', title, details: [], kind: 'delete-action', id: action.id ?? '' }
    return { steps: [...(bound.length > 0 ? [unbind] : []), remove], drift: [] }
  }
  const { name, code } = wanted
  const title = `Action ${name}`
  const isChanged = action !== null && action.code !== code
  const steps: Step[] = []
  if (action === null) steps.push({ sign: '+', title, details: linesOf('', code), kind: 'create-action', name, code })
  else if (isChanged)
    steps.push({
      sign: '~',
      title,
      details: linesOf(action.code ?? '', code),
      kind: 'update-action',
      id: action.id ?? '',
      code,
    })
  if (action === null || isChanged || action.all_changes_deployed !== true)
    steps.push({
      sign: action === null ? '+' : '~',
      title: `deployment of the ${title}`,
      details: [],
      kind: 'deploy-action',
      name,
    })
  if (bound.length === 0)
    steps.push({
      sign: '+',
      title: `${title} in the flow after a login, behind the ${bindings.length} that are there`,
      details: [],
      kind: 'bind-action',
      name,
      kept: idsOf(bindings),
    })
  return { steps, drift: [] }
}

function idsOf(bindings: Current['bindings']): string[] {
  return bindings.flatMap(({ id }) => id ?? [])
}

// What a person has written into our Action is shown before it is overwritten.
function linesOf(before: string, after: string): string[] {
  const lines = diffLines(before, after).flatMap(({ added, removed, value }) =>
    added || removed
      ? value
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => `${added ? '+' : '-'} ${line}`)
      : [],
  )
  return lines.length <= DIFF_MAX_LINES
    ? lines
    : [...lines.slice(0, DIFF_MAX_LINES), `  … and ${lines.length - DIFF_MAX_LINES} lines more`]
}
