// Calls every documented operation at the gateway, and directly at the domain that answers it.
import { describe, expect, test } from 'vitest'
import { describeContract, operationsOf } from '../contract.ts'
import { GATEWAY_RULES } from '../contract-rules.ts'
import type { MintingTenant } from '../credentials.ts'
import { bearer } from '../local-api.ts'
import {
  atGateway,
  audienceOf,
  call,
  newAddress,
  operationsOfService,
  pastGateway,
  type ProjectUnderTest,
} from './project-under-test.ts'

// The tokens of the tenant with more claims, each unless it has its own.
function tenantFor({ control, claimNamespace }: MintingTenant, claims: object): MintingTenant {
  return {
    ...(claimNamespace !== undefined && { claimNamespace }),
    control: async (method, path, body) => {
      const order = Object(body) as { readonly claims?: object; readonly kind?: string }
      // An id token is for its application.
      const isAccess = path === 'mint' && order.kind !== 'id'
      return await control(method, path, isAccess ? { ...order, claims: { ...claims, ...order.claims } } : body)
    },
  }
}

/**
 * Describes who is let in by each operation of a project, at the gateway and past it, and how every other caller is refused.
 *
 * @example
 * // test/contracts.system.test.ts
 * import { describeContracts, useProject } from 'gatehouse/testing'
 *
 * describeContracts(useProject())
 */
export function describeContracts(project: ProjectUnderTest): void {
  const { system, operations, permissions, domains } = project

  test('the document that is served is the one that was compiled', async () => {
    const served = operationsOf(JSON.parse(await (await system().fetch('/openapi.json')).text()))
    expect(served).toEqual(operations)
  })

  describe('the gateway', () => {
    // The routes under /auth read a session and no token, but for the one that takes events.
    const guarded = operations.filter(
      ({ path, 'x-access': access }) => !path.startsWith('/auth/') || access.kind === 'signedBy',
    )
    const send = atGateway(project)
    describeContract(guarded, permissions, system, (operation, headers) => call(send, operation, headers))
  })

  const showToGateway = (token: string) => system().fetch('/me', { headers: { ...newAddress(), ...bearer(token) } })
  for (const domain of domains) {
    const own = operationsOfService(project, domain.name)
    if (own.length === 0) continue
    describe(`${domain.name}, past the gateway`, () => {
      const send = pastGateway(project, domain)
      const rules = { ...GATEWAY_RULES, remembersSignatures: false, showToGateway }
      const tenant = () => tenantFor(system(), audienceOf(project, domain.name))
      describeContract(own, permissions, tenant, (operation, headers) => call(send, operation, headers), rules)
    })
  }
}
