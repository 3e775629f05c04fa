// Tests that a token is bound to its holder, and each request to its token: a domain believes no header and verifies every token itself.
import { describe, expect } from 'vitest'
import { BAD_TOKENS } from '../bad-tokens.ts'
import { mintOf } from '../credentials.ts'
import { makeClient } from '../dpop-client.ts'
import { bearer } from '../local-api.ts'
import type { Operation } from '../contract.ts'
import {
  atGateway,
  audienceOf,
  call,
  gatewayOperationsOf,
  isGuarded,
  operationsOfService,
  pastGateway,
  pathOf,
  type ProjectUnderTest,
  type Send,
  testEach,
  tokenFor,
} from './project-under-test.ts'

/** Headers with which proxies tell a service who calls, or that a check was done. */
const FORGED_HEADERS = {
  'x-user-id': 'auth0|admin',
  'x-forwarded-user': 'admin',
  'x-forwarded-email': 'admin@example.com',
  'x-forwarded-for': '127.0.0.1',
  'x-real-ip': '127.0.0.1',
  'x-remote-user': 'admin',
  'remote-user': 'admin',
  'x-auth-request-user': 'admin',
  'x-authenticated': 'true',
  'x-authenticated-scope': 'admin',
  'x-principal': '{"id":"auth0|admin"}',
  'x-gatehouse-principal': '{"id":"auth0|admin"}',
  'x-original-url': '/health',
  'x-rewrite-url': '/health',
  'x-http-method-override': 'GET',
  'cf-access-authenticated-user-email': 'admin@example.com',
  'cf-worker': 'gatehouse',
  forwarded: 'for=127.0.0.1;proto=https',
} as const

/** The refusals of a bound token that comes as a plain one. */
const PROOF_CODES = ['proof_required', 'token_malformed', 'bound_token_required']

/**
 * Describes that each domain of a project verifies tokens itself: without the gateway it refuses a call without a token whatever its headers
 * say, and a token that is bound to a key (DPoP, RFC 9449) passes neither gateway nor domain without a proof of that key.
 *
 * @example
 * // test/binding.system.test.ts
 * import { describeBinding, useProject } from 'gatehouse/testing'
 *
 * describeBinding(useProject())
 */
export function describeBinding(project: ProjectUnderTest): void {
  describe('binding: the gateway', () => {
    const guarded = gatewayOperationsOf(project).filter(isGuarded)
    describeTarget(project, guarded, { send: atGateway(project), origin: () => project.system().url, claims: {} })
  })
  for (const domain of project.domains) {
    const guarded = operationsOfService(project, domain.name).filter(isGuarded)
    if (guarded.length === 0) continue
    describe(`binding: ${domain.name}, past the gateway`, () => {
      const origin = () => `https://${domain.name}.internal`
      describeTarget(project, guarded, {
        send: pastGateway(project, domain),
        origin,
        claims: audienceOf(project, domain.name),
      })
    })
  }
}

interface BindingTarget {
  readonly send: Send
  readonly origin: () => string
  /** Claims that its tokens need besides. */
  readonly claims: object
}

function describeTarget(
  project: ProjectUnderTest,
  operations: readonly Operation[],
  { send, origin, claims }: BindingTarget,
): void {
  testEach(operations, 'believes no header that says who calls', async (operation) => {
    expect(await call(send, operation, FORGED_HEADERS)).toMatchObject({ status: 401, code: 'token_missing' })
    const foreign = await mintOf(project.system)(BAD_TOKENS['token_audience'] ?? {})
    const refused = await call(send, operation, { ...FORGED_HEADERS, ...bearer(foreign) })
    expect(refused).toMatchObject({ status: 401, code: 'token_audience' })
  })

  testEach(operations, 'takes a token that is bound to a key with the proof of that key only', async (operation) => {
    const [client, thief] = await Promise.all([makeClient(), makeClient()])
    const token = await tokenFor(project, operation, 'bound', { ...claims, cnf: { jkt: client.thumbprint } })
    const url = origin() + pathOf(operation)
    const changes = { claims: { htm: operation.method } }
    const withProof = async (by: typeof client) => ({
      authorization: `DPoP ${token}`,
      dpop: await by.prove(token, url, changes),
    })
    const plain = await call(send, operation, bearer(token))
    expect(plain.status).toBe(401)
    expect(PROOF_CODES).toContain(plain.code)
    expect(await call(send, operation, { authorization: `DPoP ${token}` })).toMatchObject({ status: 401 })
    expect(await call(send, operation, await withProof(thief))).toMatchObject({ status: 401 })
    // A gateway with GATEHOUSE_DPOP=off offers no such scheme, and takes no such token.
    const isOffered = plain.challenge?.includes('DPoP ') === true
    const proved = await call(send, operation, await withProof(client))
    if (isOffered) expect([401, 403]).not.toContain(proved.status)
    else expect(proved.status).toBe(401)
  })
}
