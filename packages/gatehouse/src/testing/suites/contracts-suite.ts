// Calls every documented operation at the gateway, and directly at the domain that answers it.
import { describe, expect, test } from 'vitest'
import { describeContract, operationsOf } from '../contract.ts'
import { GATEWAY_RULES } from '../contract-rules.ts'
import { bearer } from '../local-api.ts'
import {
  atGateway,
  call,
  newAddress,
  operationsOfService,
  pastGateway,
  type ProjectUnderTest,
} from './project-under-test.ts'

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

  for (const domain of domains) {
    const own = operationsOfService(project, domain.name)
    if (own.length === 0) continue
    describe(`${domain.name}, past the gateway`, () => {
      const send = pastGateway(project, domain)
      const showToGateway = (token: string) => system().fetch('/me', { headers: { ...newAddress(), ...bearer(token) } })
      const rules = { ...GATEWAY_RULES, remembersSignatures: false, showToGateway }
      describeContract(own, permissions, system, (operation, headers) => call(send, operation, headers), rules)
    })
  }
}
