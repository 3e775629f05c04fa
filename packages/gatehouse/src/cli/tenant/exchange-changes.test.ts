// What the exchange of tokens needs of a tenant: the client of the API, the APIs of the services, and grants for users.
import { beforeEach, expect, test } from 'vitest'
import { managementStandIn, type ManagementStandIn } from '../../testing/management-stand-in.ts'
import { AUDIENCE, CONFIG, projectBefore } from '../../testing/tenant-project.ts'
import { isDone } from './present.ts'

const REPORTS = { audience: 'https://reports.example.com', scopes: ['read:reports'], isWorker: false }
const STATEMENTS = { audience: 'https://statements.example.com', scopes: ['read:statements'], isWorker: true }

let tenant: ManagementStandIn
let project: ReturnType<typeof projectBefore>

beforeEach(() => {
  tenant = managementStandIn()
  project = projectBefore(tenant)
})

function exchangeClient(): Record<string, unknown> {
  const clients = tenant.edit('GET', 'clients').body as Record<string, unknown>[]
  return clients.find(({ app_type: type }) => type === 'resource_server') ?? {}
}

function grantsFor(audience: string): Record<string, unknown>[] {
  return tenant.edit('GET', `client-grants?audience=${encodeURIComponent(audience)}`).body as Record<string, unknown>[]
}

test('a project without an exchange gets no application for one', async () => {
  await project.apply()
  expect(exchangeClient()).toEqual({})
  expect(project.file.variables).not.toHaveProperty('AUTH0_EXCHANGE_CLIENT_ID')
})

test('the client of the API, the API of each service and a grant for users are made in one run', async () => {
  const exchanges = [REPORTS, STATEMENTS, { ...STATEMENTS, scopes: ['write:statements'] }]
  await project.apply({ exchanges })
  const client = exchangeClient()
  expect(client).toMatchObject({
    resource_server_identifier: AUDIENCE,
    token_exchange: { allow_any_profile_of_type: ['on_behalf_of_token_exchange'] },
    client_metadata: { gatehouse: 'shop-api:exchange' },
  })
  const { client_id: id, client_secret: secret } = client
  expect(project.file.variables).toMatchObject({ AUTH0_EXCHANGE_CLIENT_ID: id, AUTH0_EXCHANGE_CLIENT_SECRET: secret })
  expect(project.printed.join('\n')).not.toContain(secret)
  expect(grantsFor(REPORTS.audience)).toMatchObject([{ client_id: id, subject_type: 'user', scope: ['read:reports'] }])
  const scope = ['read:statements', 'write:statements']
  expect(grantsFor(STATEMENTS.audience)).toMatchObject([{ client_id: id, subject_type: 'user', scope }])
  const policy = 'require_client_grant'
  expect(tenant.edit('GET', `resource-servers/${encodeURIComponent(REPORTS.audience)}`).body).toMatchObject({
    subject_type_authorization: { user: { policy }, client: { policy } },
    enforce_policies: true,
    token_dialect: 'access_token_authz',
  })
  const { plan } = await project.plan({ exchanges })
  expect([isDone(plan), plan.changes.drift]).toEqual([true, []])
})

test('the claims are in the tokens of a domain with an audience of its own, and in those of no other service', async () => {
  await project.apply({ exchanges: [REPORTS, STATEMENTS] })
  const [action] = (tenant.edit('GET', 'actions/actions').body as { actions: { code: string }[] }).actions
  expect(action?.code).toContain(STATEMENTS.audience)
  expect(action?.code).not.toContain(REPORTS.audience)
})

test('an API that is there keeps its settings, and gets the scopes that it lacks', async () => {
  const api = { identifier: REPORTS.audience, name: 'Theirs', enforce_policies: true, scopes: [{ value: 'own:scope' }] }
  tenant.edit('POST', 'resource-servers', api)
  await project.apply({ exchanges: [REPORTS] })
  expect(tenant.edit('GET', `resource-servers/${encodeURIComponent(REPORTS.audience)}`).body).toMatchObject({
    name: 'Theirs',
    enforce_policies: true,
    scopes: [{ value: 'own:scope' }, { value: 'read:reports' }],
  })
})

test.each<[string, object, string[]]>([
  ['RBAC is off', {}, ['RBAC is off: every user gets all of its scopes, and its tokens have no permissions']],
  [
    'its tokens have no permissions',
    { enforce_policies: true, token_dialect: 'rfc9068_profile' },
    ['its tokens have no permissions: «Add Permissions in the Access Token» is off'],
  ],
  ['nothing is wrong', { enforce_policies: true, token_dialect: 'rfc9068_profile_authz' }, []],
])('of an API that is there a plan says when %s, and changes none of it', async (_, settings, details) => {
  const api = { identifier: REPORTS.audience, name: 'Theirs', scopes: [{ value: 'read:reports' }], ...settings }
  tenant.edit('POST', 'resource-servers', api)
  const { plan } = await project.apply({ exchanges: [REPORTS] })
  const title = `API ${REPORTS.audience}`
  expect(plan.changes.drift).toEqual(details.map((detail) => ({ title, detail, isOurs: false })))
  expect(plan.changes.steps.filter((step) => step.title === title)).toEqual([])
})

test('what a person has taken away is given again, and what is too much is shown', async () => {
  await project.apply({ exchanges: [REPORTS] })
  tenant.edit('PATCH', `clients/${String(exchangeClient()['client_id'])}`, {
    token_exchange: { allow_any_profile_of_type: [] },
  })
  tenant.edit('PATCH', `resource-servers/${encodeURIComponent(REPORTS.audience)}`, {
    scopes: [{ value: 'read:reports' }, { value: 'void:reports' }],
  })
  tenant.edit('PATCH', `client-grants/${String(grantsFor(REPORTS.audience)[0]?.['id'])}`, { scope: ['void:reports'] })
  const { plan } = await project.apply({ exchanges: [REPORTS] })
  expect(plan.changes.steps.map(({ details }) => details)).toEqual([
    ['+ token_exchange: on_behalf_of_token_exchange'],
    ['+ scope: read:reports'],
  ])
  expect(plan.changes.drift).toMatchObject([{ detail: 'it has the scope void:reports too', isOurs: true }])
  await project.apply({ exchanges: [REPORTS], prune: true })
  expect(grantsFor(REPORTS.audience)).toMatchObject([{ scope: ['read:reports'] }])
})

test('the settings name what domains exchange tokens for, and an application for nothing is deleted when told to', async () => {
  const { audience, scopes } = REPORTS
  await project.apply({ config: { ...CONFIG, exchanges: [{ audience, scopes }] } })
  expect(grantsFor(audience)).toMatchObject([{ scope: scopes }])
  expect((await project.plan()).plan.changes.drift).toMatchObject([
    { detail: 'gatehouse.config.ts asks for no such application any more', isOurs: true },
  ])
  await project.apply({ prune: true })
  expect(exchangeClient()).toEqual({})
})
