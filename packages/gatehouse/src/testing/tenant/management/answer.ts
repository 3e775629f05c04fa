// Answers the Management API: finds the handler of a request, and checks that its token has a scope for it. Pure but for the store, so a
// test can call it without a Worker.
import {
  changeApi,
  changeGrant,
  changeTenantSettings,
  createApi,
  createGrant,
  deleteApi,
  deleteGrant,
  listApis,
  listGrants,
  showApi,
  showTenantSettings,
} from './apis.ts'
import {
  changeAction,
  changeBindings,
  createAction,
  deleteAction,
  deployAction,
  listActions,
  listBindings,
  showAction,
} from './actions.ts'
import { changeClient, createClient, deleteClient, listClients, showClient } from './clients.ts'
import { changeStream, createStream, deleteStream, listStreams } from './event-streams.ts'
import { type ManagementAnswer, ManagementRefusal, type ManagementRequest, refusalBody } from './request.ts'
import {
  addRolePermissions,
  assignRole,
  changeRole,
  createRole,
  deleteRole,
  listRolePermissions,
  listRoles,
  removeRolePermissions,
} from './roles.ts'
import type { KeyValueStore } from './store.ts'

type Handler = (store: KeyValueStore, request: ManagementRequest) => ManagementAnswer
type Route = readonly [method: string, path: string, scope: string, handler: Handler]

const ROUTES: readonly Route[] = [
  ['GET', 'resource-servers', 'read:resource_servers', listApis],
  ['POST', 'resource-servers', 'create:resource_servers', createApi],
  ['GET', 'resource-servers/*', 'read:resource_servers', showApi],
  ['PATCH', 'resource-servers/*', 'update:resource_servers', changeApi],
  ['DELETE', 'resource-servers/*', 'delete:resource_servers', deleteApi],
  ['GET', 'client-grants', 'read:client_grants', listGrants],
  ['POST', 'client-grants', 'create:client_grants', createGrant],
  ['PATCH', 'client-grants/*', 'update:client_grants', changeGrant],
  ['DELETE', 'client-grants/*', 'delete:client_grants', deleteGrant],
  ['GET', 'clients', 'read:clients', listClients],
  ['POST', 'clients', 'create:clients', createClient],
  ['GET', 'clients/*', 'read:clients', showClient],
  ['PATCH', 'clients/*', 'update:clients', changeClient],
  ['DELETE', 'clients/*', 'delete:clients', deleteClient],
  ['GET', 'roles', 'read:roles', listRoles],
  ['POST', 'roles', 'create:roles', createRole],
  ['PATCH', 'roles/*', 'update:roles', changeRole],
  ['DELETE', 'roles/*', 'delete:roles', deleteRole],
  ['GET', 'roles/*/permissions', 'read:roles', listRolePermissions],
  ['POST', 'roles/*/permissions', 'update:roles', addRolePermissions],
  ['DELETE', 'roles/*/permissions', 'update:roles', removeRolePermissions],
  ['POST', 'roles/*/users', 'update:users', assignRole],
  ['GET', 'actions/actions', 'read:actions', listActions],
  ['POST', 'actions/actions', 'create:actions', createAction],
  ['GET', 'actions/actions/*', 'read:actions', showAction],
  ['PATCH', 'actions/actions/*', 'update:actions', changeAction],
  ['DELETE', 'actions/actions/*', 'delete:actions', deleteAction],
  ['POST', 'actions/actions/*/deploy', 'create:actions', deployAction],
  ['GET', 'actions/triggers/*/bindings', 'read:actions', listBindings],
  ['PATCH', 'actions/triggers/*/bindings', 'update:actions', changeBindings],
  ['GET', 'event-streams', 'read:event_streams', listStreams],
  ['POST', 'event-streams', 'create:event_streams', createStream],
  ['PATCH', 'event-streams/*', 'update:event_streams', changeStream],
  ['DELETE', 'event-streams/*', 'delete:event_streams', deleteStream],
  ['GET', 'tenants/settings', 'read:tenant_settings', showTenantSettings],
  ['PATCH', 'tenants/settings', 'update:tenant_settings', changeTenantSettings],
]

/** Answers a request. */
export function answerManagement(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  try {
    const route = ROUTES.find(([method, path]) => method === request.method && fits(path.split('/'), request.path))
    if (route === undefined) throw new ManagementRefusal(404, 'not_found', 'Not Found')
    const [, , scope, handler] = route
    if (!request.scopes.includes(scope))
      throw new ManagementRefusal(403, 'insufficient_scope', `Insufficient scope, expected any of: ${scope}`)
    return handler(store, request)
  } catch (error) {
    if (!(error instanceof ManagementRefusal)) throw error
    const { status, errorCode, message } = error
    return { status, body: refusalBody(status, errorCode, message) }
  }
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((part, index) => part === '*' || part === path[index])
}
