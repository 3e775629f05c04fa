// Tests the Actions about logins: what they add to tokens and ask for, and their places in the flow of a tenant.
import { runInNewContext } from 'node:vm'
import { beforeEach, describe, expect, test } from 'vitest'
import { MULTI_FACTOR_ACR } from '../../access/index.ts'
import { managementStandIn, type ManagementStandIn } from '../../testing/management-stand-in.ts'
import { AUDIENCE, projectBefore } from '../../testing/tenant-project.ts'
import { loginClaims } from '../../testing/tenant/login-claims.ts'
import { claimsAction } from './claims-action.ts'
import { isDone } from './present.ts'
import { stepUpAction } from './step-up-action.ts'

const PREFIX = 'https://example.com'
const resource_server = { identifier: AUDIENCE }

/** Runs the code of an Action, and returns what it has called. */
async function run(code: string, event: object): Promise<unknown[][]> {
  const calls: unknown[][] = []
  const record =
    (name: string) =>
    (...values: unknown[]) =>
      calls.push([name, ...values])
  const exports: { onExecutePostLogin?: (event: object, api: object) => Promise<void> } = {}
  runInNewContext(code, { exports })
  await exports.onExecutePostLogin?.(event, {
    accessToken: { setCustomClaim: record('claim') },
    authentication: { challengeWithAny: record('challenge'), enrollWithAny: record('enroll') },
  })
  // What comes of another context has other prototypes.
  return JSON.parse(JSON.stringify(calls)) as unknown[][]
}

describe('the Action that adds the claims of a login', () => {
  const code = claimsAction({ project: 'p', audiences: [AUDIENCE], claims: [], loginPrefix: PREFIX })
  const pwd = { name: 'pwd', timestamp: '2026-01-01T10:00:00.900Z' }
  const mfa = { name: 'mfa', timestamp: '2026-01-01T10:05:00.000Z' }
  const later = { name: 'pwd', timestamp: '2026-01-01T18:00:00.000Z' }

  test.each([
    ['a password', [pwd]],
    ['a second factor', [pwd, mfa]],
    ['a second factor of an earlier login', [mfa, later]],
    ['two passwords and a second factor between them', [pwd, mfa, later]],
    ['a federated login', [{ ...pwd, name: 'federated' }]],
    ['nothing', []],
    ['a time that is none', [{ name: 'pwd', timestamp: 'x' }]],
  ])('says of %s what the local tenant says', async (_, methods) => {
    const expected = Object.entries(loginClaims(methods) ?? {}).map(([name, value]) => [
      'claim',
      `${PREFIX}/${name}`,
      value,
    ])
    expect(await run(code, { resource_server, authentication: { methods } })).toEqual(expected)
  })

  test('adds nothing where an event says nothing of a login, and nothing for another API', async () => {
    expect(await run(code, { resource_server })).toEqual([])
    const other = { resource_server: { identifier: 'https://other' }, authentication: { methods: [pwd] } }
    expect(await run(code, other)).toEqual([])
  })
})

describe('the Action that asks for a second factor', () => {
  const code = stepUpAction('p', [AUDIENCE])
  const transaction = { acr_values: [MULTI_FACTOR_ACR] }

  test('challenges a person with what they have, and lets everybody else enroll', async () => {
    const user = { enrolledFactors: [{ type: 'otp', options: {} }, { type: 'phone' }] }
    expect(await run(code, { resource_server, transaction, user })).toEqual([
      ['challenge', [{ type: 'otp' }, { type: 'phone' }]],
    ])
    const [[called] = []] = await run(code, { resource_server, transaction, user: {} })
    expect(called).toBe('enroll')
  })

  test.each([
    ['a login that does not ask for it', { resource_server, transaction: { acr_values: ['other'] }, user: {} }],
    ['a renewal', { resource_server, user: {} }],
    ['another API', { resource_server: { identifier: 'https://other' }, transaction, user: {} }],
  ])('asks for nothing at %s', async (_, event) => {
    expect(await run(code, event)).toEqual([])
  })
})

describe('a tenant', () => {
  let tenant: ManagementStandIn
  let project: ReturnType<typeof projectBefore>
  const logins = { withLogin: true, withSecondFactor: true }
  const [STEP_UP, CLAIMS] = ['gatehouse-shop-api-step-up', 'gatehouse-shop-api-claims']

  beforeEach(() => {
    tenant = managementStandIn()
    project = projectBefore(tenant)
  })

  function flow(): (string | undefined)[] {
    const { bindings } = tenant.edit('GET', 'actions/triggers/post-login/bindings').body as {
      bindings: { action?: { name: string } }[]
    }
    return bindings.map(({ action }) => action?.name)
  }

  test('gets the second factor before the claims, also where the claims were there before', async () => {
    await project.apply()
    expect(flow()).toEqual([CLAIMS])
    await project.apply({ logins })
    expect(flow()).toEqual([STEP_UP, CLAIMS])
    expect(isDone((await project.plan({ logins })).plan)).toBe(true)
  })

  test('whose order a person has changed gets it back', async () => {
    await project.apply({ logins })
    const bindings = [CLAIMS, STEP_UP].map((value) => ({ ref: { type: 'action_name', value } }))
    tenant.edit('PATCH', 'actions/triggers/post-login/bindings', { bindings })
    const { plan } = await project.apply({ logins })
    expect(plan.changes.steps.map(({ kind }) => kind)).toEqual(['bind-actions'])
    expect(flow()).toEqual([STEP_UP, CLAIMS])
  })

  test('keeps what no route asks for any more, until it is told to delete it', async () => {
    await project.apply({ logins })
    const { plan } = await project.apply()
    expect(plan.changes.drift).toEqual([
      { title: `Action ${STEP_UP}`, detail: 'there is nothing that it should do', isOurs: true },
    ])
    await project.apply({ prune: true })
    expect(flow()).toEqual([CLAIMS])
    expect(isDone((await project.plan()).plan)).toBe(true)
  })
})
