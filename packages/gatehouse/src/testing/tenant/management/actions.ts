// Implements /api/v2/actions of the Management API: Actions of the post-login flow, their deployment and their binding.
import { readStatements } from './action-code.ts'
import { randomId } from '../random.ts'
import { actionChanges, bindingChanges, type ManagedAction, type ManagedBinding, newAction } from './entities.ts'
import { findItem, withItem, withoutItem } from './items.ts'
import {
  type ManagementAnswer,
  ManagementRefusal,
  type ManagementRequest,
  missing,
  pageOf,
  readBody,
} from './request.ts'
import { changeManaged, type KeyValueStore, readManaged, writeManaged } from './store.ts'

function describeAction({ deployedCode, ...action }: ManagedAction) {
  return { code: '', ...action, all_changes_deployed: deployedCode !== null && deployedCode === (action.code ?? '') }
}

export function listActions(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const { actionName } = request.query
  const actions = readManaged(store, 'actions').filter(({ name }) => actionName === undefined || name === actionName)
  return pageOf(request, 'actions', actions.map(describeAction), true)
}

export function showAction(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const action = findAction(store, request)
  if (action.status === 'pending') return { status: 200, body: describeAction(replaceAction(store, build(action))) }
  return { status: 200, body: describeAction(action) }
}

function build(action: ManagedAction): ManagedAction {
  return { ...action, status: readStatements(action.code ?? '') === null ? 'failed' : 'built' }
}

export function createAction(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const given = readBody(request, newAction)
  if (readManaged(store, 'actions').some(({ name }) => name === given.name))
    throw new ManagementRefusal(409, 'action_conflict', 'An action with this name already exists')
  const action: ManagedAction = { ...given, id: randomId(18), status: 'pending', deployedCode: null }
  changeManaged(store, 'actions', (actions) => [...actions, action])
  return { status: 201, body: describeAction(action) }
}

export function changeAction(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const action = findAction(store, request)
  const changed: ManagedAction = { ...action, ...readBody(request, actionChanges), status: 'pending' }
  return { status: 200, body: describeAction(replaceAction(store, changed)) }
}

export function deleteAction(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const { id } = findAction(store, request)
  if (readManaged(store, 'bindings').some(({ actionId }) => actionId === id))
    throw new ManagementRefusal(409, 'action_bound', 'The action is bound to a flow')
  changeManaged(store, 'actions', (actions) => withoutItem(actions, id))
  return { status: 204 }
}

export function deployAction(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const action = findAction(store, request)
  if (action.status !== 'built')
    throw new ManagementRefusal(
      400,
      'invalid_action',
      `The action is ${action.status}, and only one that is built can be deployed`,
    )
  replaceAction(store, { ...action, deployedCode: action.code ?? '' })
  return { status: 202, body: { id: randomId(18), code: action.code ?? '', deployed: true } }
}

export function listBindings(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  checkTrigger(request)
  return pageOf(request, 'bindings', describeBindings(store), true)
}

function describeBindings(store: KeyValueStore) {
  const actions = readManaged(store, 'actions')
  return readManaged(store, 'bindings').map(({ actionId, ...binding }) => {
    const { name } = actions.find(({ id }) => id === actionId) ?? { name: '' }
    return { ...binding, trigger_id: 'post-login', action: { id: actionId, name } }
  })
}

/** The whole flow is replaced: a binding that is not named is gone. */
export function changeBindings(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  checkTrigger(request)
  const before = readManaged(store, 'bindings')
  const actions = readManaged(store, 'actions')
  const bindings = readBody(request, bindingChanges).bindings.map(({ ref, display_name }): ManagedBinding => {
    const kept = ref.type === 'binding_id' ? before.find(({ id }) => id === ref.value) : undefined
    if (kept !== undefined) return { ...kept, ...(display_name !== undefined && { display_name }) }
    const action = actions.find(({ id, name }) => (ref.type === 'action_name' ? name : id) === ref.value)
    if (action === undefined) throw missing('action')
    if (action.deployedCode === null)
      throw new ManagementRefusal(400, 'action_not_deployed', 'Only an action that was deployed can be bound')
    return { id: randomId(18), actionId: action.id, display_name: display_name ?? action.name }
  })
  writeManaged(store, 'bindings', bindings)
  return { status: 200, body: { bindings: describeBindings(store) } }
}

function checkTrigger({ path: [, , trigger] }: ManagementRequest): void {
  if (trigger !== 'post-login') throw missing('trigger')
}

function findAction(store: KeyValueStore, { path: [, , id] }: ManagementRequest): ManagedAction {
  return findItem(readManaged(store, 'actions'), id, 'action')
}

function replaceAction(store: KeyValueStore, action: ManagedAction): ManagedAction {
  changeManaged(store, 'actions', (actions) => withItem(actions, action))
  return action
}
