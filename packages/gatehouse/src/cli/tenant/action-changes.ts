// Compares our Actions with their code, their deployment and their places in the flow after a login.
import { diffLines } from 'diff'
import type { Current } from './current.ts'
import type { Desired, DesiredAction } from './desired.ts'
import type { Changes, Step } from './step.ts'

const DIFF_MAX_LINES = 40
const FLOW = 'in the flow after a login'

/** The changes of the Actions. */
export function actionChanges(
  { actions: wanted }: Desired,
  { actions, bindings }: Current,
  { prune }: { readonly prune: boolean },
): Changes {
  const unwanted = actions.filter(({ name }) => !wanted.some((one) => one.name === name))
  const removed = prune ? unwanted : []
  return {
    steps: [
      ...wanted.flatMap((action) => codeSteps(action, actions)),
      ...flowSteps(wanted, removed, { actions, bindings }),
      ...removed.map(({ id = '', name = '' }): Step => {
        return { sign: '-', title: `Action ${name}`, details: [], kind: 'delete-action', id }
      }),
    ],
    drift: prune
      ? []
      : unwanted.map(({ name = '' }) => {
          return { title: `Action ${name}`, detail: 'there is nothing that it should do', isOurs: true }
        }),
  }
}

function codeSteps({ name, code }: DesiredAction, actions: Current['actions']): Step[] {
  const title = `Action ${name}`
  const action = actions.find((one) => one.name === name)
  if (action === undefined)
    return [
      { sign: '+', title, details: linesOf('', code), kind: 'create-action', name, code },
      { sign: '+', title: `deployment of the ${title}`, details: [], kind: 'deploy-action', name },
    ]
  const { id = '', code: before = '' } = action
  const isChanged = before !== code
  return [
    ...(isChanged
      ? [{ sign: '~', title, details: linesOf(before, code), kind: 'update-action', id, code } as const]
      : []),
    ...(isChanged || action.all_changes_deployed !== true
      ? [{ sign: '~', title: `deployment of the ${title}`, details: [], kind: 'deploy-action', name } as const]
      : []),
  ]
}

// Ours stand behind those that are there, in their own order.
function flowSteps(
  wanted: readonly DesiredAction[],
  removed: Current['actions'],
  { actions, bindings }: Pick<Current, 'actions' | 'bindings'>,
): Step[] {
  const names = wanted.map(({ name }) => name)
  const ours = bindings.flatMap(({ id: binding = '', action }) => {
    const found = actions.find(({ id }) => id !== undefined && id === action?.id)
    return found === undefined ? [] : [{ binding, name: found.name ?? '' }]
  })
  const bound = ours.map(({ name }) => name).filter((name) => names.includes(name))
  const unbound = ours.map(({ name }) => name).filter((name) => removed.some((one) => one.name === name))
  if (bound.join(' ') === names.join(' ') && unbound.length === 0) return []
  const changed = ours.filter(({ name }) => [...names, ...unbound].includes(name)).map(({ binding }) => binding)
  const kept = bindings.flatMap(({ id = '' }) => (changed.includes(id) ? [] : [id]))
  const added = names.filter((name) => !bound.includes(name))
  const [sign, titles] = added.length > 0 ? (['+', added] as const) : (['-', unbound] as const)
  const who = titles.map((name) => `Action ${name}`).join(' and ')
  return [
    {
      sign: titles.length === 0 ? '~' : sign,
      title: `${who || 'the order of our Actions'} ${FLOW}, behind the ${kept.length} that are there`,
      details: [],
      kind: 'bind-actions',
      names,
      kept,
    },
  ]
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
