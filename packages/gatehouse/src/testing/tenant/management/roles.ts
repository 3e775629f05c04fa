// Implements /api/v2/roles of the Management API.
import { randomId } from '../random.ts'
import { type ManagedRole, newRole, roleChanges, rolePermissions, roleUsers } from './entities.ts'
import { findItem, withItem, withoutItem } from './items.ts'
import { type ManagementAnswer, ManagementRefusal, type ManagementRequest, pageOf, readBody } from './request.ts'
import { changeManaged, type KeyValueStore, readManaged } from './store.ts'

export function listRoles(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const wanted = request.query['name_filter']?.toLowerCase() ?? ''
  const roles = readManaged(store, 'roles').filter(({ name }) => name.toLowerCase().includes(wanted))
  return pageOf(request, 'roles', roles.map(describeRole))
}

function describeRole({ id, name, description = '' }: ManagedRole) {
  return { id, name, description }
}

export function createRole(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const roles = readManaged(store, 'roles')
  const role = { ...readBody(request, newRole), id: `rol_${randomId(12)}`, permissions: [], users: [] }
  if (roles.some(({ name }) => name === role.name))
    throw new ManagementRefusal(409, 'role_conflict', 'The role already exists')
  changeManaged(store, 'roles', () => [...roles, role])
  return { status: 200, body: describeRole(role) }
}

export function changeRole(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const role = replaceRole(store, { ...findRole(store, request), ...readBody(request, roleChanges) })
  return { status: 200, body: describeRole(role) }
}

export function deleteRole(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const { id } = findRole(store, request)
  changeManaged(store, 'roles', (roles) => withoutItem(roles, id))
  return { status: 204 }
}

export function listRolePermissions(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  return pageOf(request, 'permissions', findRole(store, request).permissions)
}

export function addRolePermissions(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const role = findRole(store, request)
  const { permissions } = readBody(request, rolePermissions)
  const apis = readManaged(store, 'apis')
  for (const { resource_server_identifier: audience, permission_name: name } of permissions)
    if (!apis.some((api) => api.identifier === audience && (api.scopes ?? []).some(({ value }) => value === name)))
      throw new ManagementRefusal(404, 'inexistent_permission', `The permission ${name} of ${audience} does not exist`)
  const added = permissions.filter((one) => !role.permissions.some((other) => isSamePermission(one, other)))
  replaceRole(store, { ...role, permissions: [...role.permissions, ...added] })
  return { status: 201 }
}

export function removeRolePermissions(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const role = findRole(store, request)
  const { permissions } = readBody(request, rolePermissions)
  const left = role.permissions.filter((one) => !permissions.some((other) => isSamePermission(one, other)))
  replaceRole(store, { ...role, permissions: left })
  return { status: 204 }
}

export function assignRole(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const role = findRole(store, request)
  const { users } = readBody(request, roleUsers)
  replaceRole(store, { ...role, users: [...new Set([...role.users, ...users])] })
  return { status: 200 }
}

type Permission = ManagedRole['permissions'][number]

function isSamePermission(one: Permission, other: Permission): boolean {
  return (
    one.permission_name === other.permission_name && one.resource_server_identifier === other.resource_server_identifier
  )
}

function findRole(store: KeyValueStore, { path: [, id] }: ManagementRequest): ManagedRole {
  return findItem(readManaged(store, 'roles'), id, 'role')
}

function replaceRole(store: KeyValueStore, role: ManagedRole): ManagedRole {
  changeManaged(store, 'roles', (roles) => withItem(roles, role))
  return role
}
