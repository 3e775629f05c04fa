// Plans and applies against the handlers of the local tenant's Management API: an empty tenant, one that exists, and a failure at each call.
import { beforeEach, describe, expect, test } from 'vitest'
import { managementStandIn, type ManagementStandIn } from '../../testing/management-stand-in.ts'
import {
  AUDIENCE,
  CONFIG,
  CREATIONS,
  DEVELOPMENT,
  projectBefore,
  READS,
  withoutIds,
} from '../../testing/tenant-project.ts'
import { EXIT_CODES, TenantError } from './failures.ts'
import { isDone } from './present.ts'

let tenant: ManagementStandIn
let project: ReturnType<typeof projectBefore>

beforeEach(() => {
  tenant = managementStandIn()
  project = projectBefore(tenant)
})

describe('an empty tenant', () => {
  test('gets everything in one run, each thing after those that it needs', async () => {
    const { calls } = await project.apply()
    expect(withoutIds(calls)).toEqual([...READS, ...CREATIONS])
  })

  test('is only read by the second run, which has nothing to do', async () => {
    await project.apply()
    const { plan, calls } = await project.apply()
    expect(isDone(plan)).toBe(true)
    expect(plan.changes.drift).toEqual([])
    expect(withoutIds(calls)).toEqual([
      ...READS,
      'GET roles/ID/permissions',
      'GET roles/ID/permissions',
      'GET clients/ID',
    ])
  })

  test('is only read by a plan, which shows each change with its sign', async () => {
    const { calls } = await project.plan()
    expect(calls).toEqual(READS)
    const shown = project.printed.join('\n')
    expect(shown).toContain(`+ API ${AUDIENCE}\n    + signing_alg: RS256\n`)
    expect(shown).toContain('    + callbacks: https://gw.example.com/auth/callback\n')
    expect(shown).toContain('+ AUTH0_CLIENT_SECRET in .dev.vars: (secret)')
    expect(shown).toContain('Plan: 23 to make, 1 to change, 0 to delete.')
  })

  test('gives the project its variables and the secret of the right application', async () => {
    await project.apply()
    const { variables } = project.file
    const { body } = tenant.edit('GET', `clients/${variables['AUTH0_CLIENT_ID']}`)
    expect(body).toMatchObject({ app_type: 'regular_web', client_secret: variables['AUTH0_CLIENT_SECRET'] })
    expect(variables).toMatchObject({ AUTH0_DOMAIN: 'tenant.example.com', AUTH0_AUDIENCE: AUDIENCE })
    expect(variables['GATEHOUSE_SESSION_KEYS']).toMatch(/^[\w-]{43}$/)
  })

  test('is read page by page', async () => {
    for (let count = 0; count < 230; count += 1) tenant.edit('POST', 'clients', { name: `other ${count}` })
    await project.apply()
    const { calls, plan } = await project.apply()
    expect(isDone(plan)).toBe(true)
    expect(calls.filter((call) => call === 'GET clients').length).toBeGreaterThanOrEqual(3)
  })
})

describe('an application that is there', () => {
  test('is taken over when a variable of the project names it, and keeps what it has', async () => {
    const given = { name: 'Old', app_type: 'regular_web', callbacks: ['https://old.example.com/cb'] }
    const { client_id: id } = tenant.edit('POST', 'clients', given).body as { client_id: string }
    project.file.variables = { AUTH0_CLIENT_ID: id }
    await project.apply()
    expect(project.file.variables['AUTH0_CLIENT_ID']).toBe(id)
    expect(tenant.edit('GET', `clients/${id}`).body).toMatchObject({
      name: 'Old',
      callbacks: [
        'https://old.example.com/cb',
        'http://localhost:6060/auth/callback',
        'https://gw.example.com/auth/callback',
      ],
      client_metadata: { gatehouse: 'shop-api:login' },
    })
    expect(isDone((await project.plan()).plan)).toBe(true)
  })

  test('of another project is not touched', async () => {
    const client_metadata = { gatehouse: 'other-api:login' }
    const { client_id: id } = tenant.edit('POST', 'clients', { name: 'Theirs', client_metadata }).body as {
      client_id: string
    }
    project.file.variables = { AUTH0_CLIENT_ID: id, AUTH0_PAGES_CLIENT_ID: 'none' }
    await expect(project.apply()).rejects.toThrow('is marked as other-api:login')
    expect(tenant.calls.every((call) => call.startsWith('GET'))).toBe(true)
  })
})

describe('a tenant whose plan lacks features', () => {
  test('gets everything else, and a sentence for each', async () => {
    tenant = managementStandIn({ managementPlan: 'free' })
    project = projectBefore(tenant)
    const config = { ...CONFIG, events: { url: 'https://hooks.example.com/auth0' } }
    const { unavailable } = await project.apply({ config })
    expect(unavailable).toEqual([
      expect.stringMatching(/^The plan of the tenant does not have the back-channel logout/),
      expect.stringMatching(/^The plan of the tenant does not have the resource parameter/),
      expect.stringMatching(/^The plan of the tenant does not have the event stream/),
    ])
    const settings = { ...CONFIG, backchannelLogout: false, resourceParameter: false }
    expect(isDone((await project.plan({ config: settings })).plan)).toBe(true)
  })

  test('a missing scope is not taken for a missing feature', async () => {
    tenant.withhold('update:tenant_settings')
    await expect(project.apply()).rejects.toThrow('the token lacks a scope')
  })
})

describe('the events of a tenant', () => {
  const config = { ...CONFIG, events: { url: 'https://hooks.example.com/auth0', types: ['user.updated'] } }

  test('are sent to an address with a secret, and changed and deleted with the setting', async () => {
    await project.apply({ config })
    expect(isDone((await project.plan({ config })).plan)).toBe(true)
    const moved = { ...config, events: { ...config.events, url: 'https://hooks.example.com/v2' } }
    expect((await project.apply({ config: moved })).plan.changes.steps).toMatchObject([
      { details: ['~ url: https://hooks.example.com/auth0 → https://hooks.example.com/v2'] },
    ])
    expect((await project.apply()).plan.changes.drift).toMatchObject([
      { title: 'event stream gatehouse-shop-api-events' },
    ])
    const { calls } = await project.apply({ prune: true })
    expect(withoutIds(calls)).toContain('DELETE event-streams/ID')
  })
})

describe('without a confirmation', () => {
  test.each([
    ['no terminal', { yes: false, confirm: null }, 'there is no terminal to confirm the plan at; --yes applies it'],
    ['a no', { yes: false, confirm: async () => Promise.resolve(false) }, 'Nothing was changed.'],
  ])('nothing is changed: %s', async (_title, more, sentence) => {
    const failure: unknown = await project.applyWith(more).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TenantError)
    expect((failure as TenantError).exitStatus).toBe(EXIT_CODES.unconfirmed)
    expect((failure as TenantError).message).toContain(sentence)
    expect(tenant.calls.every((call) => call.startsWith('GET'))).toBe(true)
    expect(project.file.variables).toEqual({})
  })
})

test('a permission that is in no contract is refused with a suggestion', async () => {
  const config = { roles: { clerk: { permissions: ['read:invoice'] } } }
  await expect(project.plan({ config, environments: [DEVELOPMENT] })).rejects.toThrow(
    'auth0.roles.clerk.permissions has read:invoice, which is in no contract (did you mean read:invoices?)',
  )
})
