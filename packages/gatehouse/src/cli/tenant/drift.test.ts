// What a person has changed in the dashboard, and what nothing asks for any more: shown, overwritten where it is ours, and deleted only when told to.
import { beforeEach, describe, expect, test } from 'vitest'
import { managementStandIn, type ManagementStandIn } from '../../testing/management-stand-in.ts'
import { AUDIENCE, projectBefore, PRODUCTION, SCOPES, withoutIds } from '../../testing/tenant-project.ts'
import { isDone } from './present.ts'

let tenant: ManagementStandIn
let project: ReturnType<typeof projectBefore>

beforeEach(() => {
  tenant = managementStandIn()
  project = projectBefore(tenant)
})

function apiId(): string {
  const [api] = tenant.edit('GET', 'resource-servers').body as { id: string }[]
  return api?.id ?? ''
}

describe('what a person has changed', () => {
  test('in a setting of ours is shown and set again', async () => {
    await project.apply()
    tenant.edit('PATCH', `resource-servers/${apiId()}`, { enforce_policies: false, token_lifetime: 60 })
    const { plan, calls } = await project.apply()
    expect(plan.changes.steps).toMatchObject([{ sign: '~', details: ['~ enforce_policies: false → true'] }])
    expect(withoutIds(calls)).toContain(`PATCH resource-servers/${apiId()}`)
    // How long a token is good is not ours without a setting.
    expect(tenant.bodies.at(-1)).not.toHaveProperty('token_lifetime')
  })

  test('in the code of our Action is shown line by line, overwritten, and deployed again', async () => {
    await project.apply()
    const [action] = (tenant.edit('GET', 'actions/actions').body as { actions: { id: string; code: string }[] }).actions
    const code = action?.code.replace('https://example.com/plan', 'https://example.com/tier') ?? ''
    tenant.edit('PATCH', `actions/actions/${action?.id}`, { code })
    const { plan } = await project.apply()
    expect(plan.changes.steps.map(({ kind }) => kind)).toEqual(['update-action', 'deploy-action'])
    expect(plan.changes.steps[0]?.details).toEqual([
      '-   setClaim("https://example.com/tier", event.user?.app_metadata?.plan)',
      '+   setClaim("https://example.com/plan", event.user?.app_metadata?.plan)',
    ])
    expect(isDone((await project.plan()).plan)).toBe(true)
  })

  test('besides is shown, and stays', async () => {
    await project.apply()
    const { AUTH0_PAGES_CLIENT_ID: pages } = project.file.variables
    const own = ['https://other.example.com/callback']
    const before = tenant.edit('GET', `clients/${pages}`).body as { callbacks: string[] }
    tenant.edit('PATCH', `clients/${pages}`, { callbacks: [...before.callbacks, ...own], description: 'Ours' })
    for (const prune of [false, true]) {
      const { plan } = await project.apply({ prune })
      expect(isDone(plan)).toBe(true)
      expect(plan.changes.drift).toEqual([
        { title: `application Shop API (pages) (${pages})`, detail: `callbacks has ${own[0]} too`, isOurs: false },
      ])
    }
    expect(tenant.edit('GET', `clients/${pages}`).body).toMatchObject({ description: 'Ours' })
  })

  test('another Action of the flow keeps its place before ours', async () => {
    const code = 'exports.onExecutePostLogin = async (event, api) => {\n}'
    const supported_triggers = [{ id: 'post-login', version: 'v3' }]
    const { id } = tenant.edit('POST', 'actions/actions', { name: 'theirs', code, supported_triggers }).body as {
      id: string
    }
    tenant.edit('GET', `actions/actions/${id}`)
    tenant.edit('POST', `actions/actions/${id}/deploy`)
    const bindings = [{ ref: { type: 'action_name', value: 'theirs' } }]
    tenant.edit('PATCH', 'actions/triggers/post-login/bindings', { bindings })
    await project.apply()
    expect(tenant.edit('GET', 'actions/triggers/post-login/bindings').body).toMatchObject({
      bindings: [{ action: { name: 'theirs' } }, { action: { name: 'gatehouse-shop-api-claims' } }],
    })
  })

  test('a role of the same name that is not ours gets permissions, and loses none', async () => {
    const description = 'Of another team'
    const role = tenant.edit('POST', 'roles', { name: 'clerk', description }).body as { id: string }
    await project.apply()
    tenant.edit('POST', `roles/${role.id}/permissions`, {
      permissions: [{ resource_server_identifier: AUDIENCE, permission_name: 'void:invoices' }],
    })
    const { plan } = await project.apply({ prune: true })
    expect(plan.changes.drift).toMatchObject([{ detail: 'it has the permission void:invoices too', isOurs: false }])
    expect(tenant.edit('GET', 'roles').body).toContainEqual({ id: role.id, name: 'clerk', description })
  })
})

describe('what nothing asks for any more', () => {
  const smaller = {
    config: { roles: { clerk: { permissions: [] } }, machine: false },
    scopes: SCOPES.slice(0, 2),
    environments: [PRODUCTION],
  }

  test('is shown, and stays without --prune', async () => {
    await project.apply()
    const { plan, calls } = await project.apply(smaller)
    const details = plan.changes.drift.map(({ detail }) => detail)
    expect(details).toContain('the permission void:invoices is in no contract')
    expect(details).toContain('callbacks has http://localhost:6060/auth/callback too')
    expect(details).toContain('it has the permission read:invoices too')
    expect(details).toContain('gatehouse.config.ts asks for no such application any more')
    expect(details).toContain('it is not in gatehouse.config.ts any more')
    expect(plan.changes.drift.every(({ isOurs }) => isOurs)).toBe(true)
    expect(calls.some((call) => call.startsWith('DELETE'))).toBe(false)
  })

  test('is deleted with --prune, and nothing else', async () => {
    tenant.edit('POST', 'clients', { name: 'Theirs' })
    tenant.edit('POST', 'roles', { name: 'theirs' })
    await project.apply()
    const { calls } = await project.apply({ ...smaller, prune: true })
    expect(withoutIds(calls.filter((call) => call.startsWith('DELETE')))).toEqual([
      'DELETE clients/ID',
      'DELETE roles/ID/permissions',
      'DELETE roles/ID',
    ])
    const { plan } = await project.plan({ ...smaller, prune: true })
    expect(isDone(plan)).toBe(true)
    expect(plan.changes.drift).toEqual([])
    expect(tenant.edit('GET', 'clients').body).toContainEqual(expect.objectContaining({ name: 'Theirs' }))
    expect(tenant.edit('GET', 'roles').body).toContainEqual(expect.objectContaining({ name: 'theirs' }))
    expect(tenant.edit('GET', `clients/${project.file.variables['AUTH0_CLIENT_ID']}`).body).toMatchObject({
      callbacks: ['https://gw.example.com/auth/callback'],
    })
  })
})
