// The Management API of the local tenant is as strict as Auth0's: required and unknown members, scopes, pages, and what belongs together.
import { beforeEach, describe, expect, test } from 'vitest'
import { managementStandIn, type ManagementStandIn } from '../../management-stand-in.ts'

let tenant: ManagementStandIn

beforeEach(() => {
  tenant = managementStandIn()
})

const API = { identifier: 'https://api.example.com', scopes: [{ value: 'read:things', description: 'Reads' }] }
const TRIGGER = { supported_triggers: [{ id: 'post-login', version: 'v3' }] }

function idOf({ body }: { body: unknown }): string {
  return (body as { id: string }).id
}

describe('a body', () => {
  test.each([
    ['POST', 'resource-servers', { name: 'x' }, 'Missing required property: identifier'],
    ['POST', 'resource-servers', { ...API, rbac: true }, 'Additional properties not allowed: rbac'],
    ['POST', 'clients', {}, 'Missing required property: name'],
    ['POST', 'clients', { name: 'x', app_type: 'page' }, 'on property app_type'],
    ['POST', 'clients', { name: 'x', refresh_token: { leeway: 1 } }, 'on property refresh_token.rotation_type'],
    ['POST', 'clients', { name: 'x', client_metadata: { key: 'v'.repeat(256) } }, 'client_metadata.key'],
    ['POST', 'roles', { description: 'x' }, 'Missing required property: name'],
    ['POST', 'actions/actions', { name: 'x' }, 'Missing required property: supported_triggers'],
    ['POST', 'event-streams', { name: 'x' }, 'Missing required property: subscriptions'],
    ['PATCH', 'tenants/settings', { resource_parameter_profile: 'resource' }, 'resource_parameter_profile'],
  ])('of %s %s that is wrong is refused with the member: %j', (method, path, body, words) => {
    expect(tenant.edit(method, path, body)).toMatchObject({
      status: 400,
      body: { error: 'Bad Request', errorCode: 'invalid_body', message: expect.stringContaining(words) as string },
    })
  })
})

test('a token without the scope is refused, and the scope is named', () => {
  tenant.withhold('create:clients')
  expect(tenant.edit('POST', 'clients', { name: 'x' })).toMatchObject({
    status: 403,
    body: { errorCode: 'insufficient_scope', message: 'Insufficient scope, expected any of: create:clients' },
  })
})

test('the secret of an application is for those who may read keys, and for nobody who asks for other fields', () => {
  expect(tenant.edit('GET', 'clients').body).toMatchObject([{ client_secret: 'local-management-secret' }])
  expect(tenant.edit('GET', 'clients?fields=client_id,name').body).toEqual([
    { client_id: 'local-management', name: 'Management API (local)' },
  ])
  tenant.withhold('read:client_keys')
  expect(JSON.stringify(tenant.edit('GET', 'clients').body)).not.toContain('client_secret')
})

describe('a list', () => {
  test('has pages, and totals where they are asked for', () => {
    for (let count = 0; count < 7; count += 1) tenant.edit('POST', 'roles', { name: `role ${count}` })
    expect(tenant.edit('GET', 'roles?per_page=3&page=2').body).toMatchObject([{ name: 'role 6' }])
    expect(tenant.edit('GET', 'roles?per_page=3&page=1&include_totals=true').body).toMatchObject({
      start: 3,
      limit: 3,
      total: 7,
      roles: [{ name: 'role 3' }, { name: 'role 4' }, { name: 'role 5' }],
    })
    expect(tenant.edit('GET', 'roles?name_filter=ROLE%203').body).toHaveLength(1)
  })

  test('goes on from a checkpoint', () => {
    tenant.edit('POST', 'resource-servers', API)
    for (const name of ['a', 'b', 'c']) {
      const { client_id } = tenant.edit('POST', 'clients', { name }).body as { client_id: string }
      tenant.edit('POST', 'client-grants', { client_id, audience: API.identifier })
    }
    const first = tenant.edit('GET', `client-grants?audience=${API.identifier}&take=2`).body as { next: string }
    expect(first).toMatchObject({ client_grants: [{}, {}] })
    const second = tenant.edit('GET', `client-grants?audience=${API.identifier}&take=2&from=${first.next}`).body
    expect(second).toMatchObject({ client_grants: [{}] })
    expect(second).not.toHaveProperty('next')
  })

  test.each(['roles?per_page=101', 'clients?page=x', 'client-grants?take=0', 'client-grants?take=5&from=nowhere'])(
    'is refused for %s',
    (path) => {
      expect(tenant.edit('GET', path)).toMatchObject({ status: 400, body: { errorCode: 'invalid_query_string' } })
    },
  )
})

describe('what belongs together', () => {
  test('is refused twice under one name, and under none that is there', () => {
    tenant.edit('POST', 'resource-servers', API)
    expect(tenant.edit('POST', 'resource-servers', API).status).toBe(409)
    tenant.edit('POST', 'roles', { name: 'clerk' })
    expect(tenant.edit('POST', 'roles', { name: 'clerk' }).status).toBe(409)
    expect(tenant.edit('GET', 'clients/nobody')).toMatchObject({
      status: 404,
      body: { errorCode: 'inexistent_client' },
    })
    expect(tenant.edit('GET', 'nowhere').status).toBe(404)
  })

  test('is gone with what it needs: a permission from roles and grants', () => {
    const api = idOf(tenant.edit('POST', 'resource-servers', API))
    const role = idOf(tenant.edit('POST', 'roles', { name: 'clerk' }))
    const { client_id } = tenant.edit('POST', 'clients', { name: 'x' }).body as { client_id: string }
    tenant.edit('POST', 'client-grants', { client_id, audience: API.identifier, scope: ['read:things'] })
    const permissions = [{ resource_server_identifier: API.identifier, permission_name: 'read:things' }]
    expect(tenant.edit('POST', `roles/${role}/permissions`, { permissions }).status).toBe(201)
    const unknown = [{ resource_server_identifier: API.identifier, permission_name: 'read:nothing' }]
    expect(tenant.edit('POST', `roles/${role}/permissions`, { permissions: unknown }).status).toBe(404)
    tenant.edit('PATCH', `resource-servers/${api}`, { scopes: [] })
    expect(tenant.edit('GET', `roles/${role}/permissions`).body).toEqual([])
    expect(tenant.edit('GET', `client-grants?client_id=${client_id}`).body).toMatchObject([{ scope: [] }])
  })

  test('an Action is built before it is deployed, and deployed before it is bound', () => {
    const code =
      "exports.onExecutePostLogin = async (event, api) => {\n  api.accessToken.setCustomClaim('https://x/email', event.user.email)\n}"
    const id = idOf(tenant.edit('POST', 'actions/actions', { name: 'mine', code, ...TRIGGER }))
    const bindings = [{ ref: { type: 'action_name', value: 'mine' } }]
    expect(tenant.edit('POST', `actions/actions/${id}/deploy`).status).toBe(400)
    expect(tenant.edit('GET', `actions/actions/${id}`).body).toMatchObject({
      status: 'built',
      all_changes_deployed: false,
    })
    expect(tenant.edit('PATCH', 'actions/triggers/post-login/bindings', { bindings }).status).toBe(400)
    expect(tenant.edit('POST', `actions/actions/${id}/deploy`).status).toBe(202)
    expect(tenant.edit('PATCH', 'actions/triggers/post-login/bindings', { bindings }).status).toBe(200)
    expect(tenant.edit('DELETE', `actions/actions/${id}`).status).toBe(409)
  })

  test('an Action with a statement that the local tenant does not know is not built', () => {
    const code = 'exports.onExecutePostLogin = async (event, api) => {\n  await fetch(event.secrets.url)\n}'
    const id = idOf(tenant.edit('POST', 'actions/actions', { name: 'mine', code, ...TRIGGER }))
    expect(tenant.edit('GET', `actions/actions/${id}`).body).toMatchObject({ status: 'failed' })
  })
})
