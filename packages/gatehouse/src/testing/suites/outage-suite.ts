// Tests a project whose parts fail: the tenant, the keys in KV, or the domains. No outage looks like a bad token.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kvKeyOf } from '../../tenant/keys/key-cache.ts'
import { BAD_TOKENS } from '../bad-tokens.ts'
import { mintOf } from '../credentials.ts'
import { bearer } from '../local-api.ts'
import type { Operation } from '../contract.ts'
import { removeWorkers, restartSystem, restoreSystem } from './changed-system.ts'
import {
  atGateway,
  audienceOf,
  call,
  gatewayOperationsOf,
  isGuarded,
  operationsOfService,
  signatureFor,
  pastGateway,
  type ProjectUnderTest,
  type Send,
  titleOf,
  tokenFor,
} from './project-under-test.ts'

const JWKS = '/.well-known/jwks.json'

interface Store {
  put(key: string, value: string): Promise<void>
  delete(key: string): Promise<void>
}

/** An operation, and where it is called: at the gateway, or at its domain. */
interface Target {
  readonly title: string
  readonly operation: Operation
  readonly send: Send
  /** Claims that its tokens need besides. */
  readonly claims: { readonly aud?: string }
}

/**
 * Describes what callers of a project see while a part of it fails. Without the tenant and its keys each guarded route answers 503 with
 * `Retry-After`, and never 401, at the gateway and past it; with keys in memory or in KV tokens pass, and bad ones are refused. Without a domain
 * its routes answer 503, and the gateway lives on.
 *
 * @example
 * // test/outage.system.test.ts
 * import { describeOutage, useProject } from 'gatehouse/testing'
 *
 * describeOutage(useProject())
 */
export function describeOutage(project: ProjectUnderTest): void {
  const { system, domains } = project
  const send = atGateway(project)
  const targets: Target[] = [
    ...gatewayOperationsOf(project).map((operation) => ({ title: titleOf(operation), operation, send, claims: {} })),
    ...domains.flatMap((domain) =>
      operationsOfService(project, domain.name).map((operation) => ({
        title: `${titleOf(operation)} past the gateway`,
        operation,
        send: pastGateway(project, domain),
        claims: audienceOf(project, domain.name),
      })),
    ),
  ]
  const guarded = targets.filter(({ operation }) => isGuarded(operation))
  const unguarded = targets.filter(({ operation }) => operation['x-access'].kind === 'anyone')

  const store = async (): Promise<Store> => (await system().harness.getWorker<{ KEYS: Store }>().getEnv()).KEYS
  const key = (): string => kvKeyOf(`${system().tenantUrl}/`)
  const stopTenant = async (): Promise<void> => {
    await system().control('POST', 'faults', { path: JWKS, status: 500 })
  }
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (name: string, mint: () => Promise<string>): Promise<string> => {
    const known = tokens.get(name) ?? mint()
    tokens.set(name, known)
    return known
  }
  const goodToken = ({ operation, claims }: Target): Promise<string> =>
    tokenOf(`${operation.operationId} ${claims.aud ?? ''}`, () =>
      tokenFor(project, operation, `caller-${operation.operationId}`, claims),
    )
  const badToken = (): Promise<string> => tokenOf('bad', () => mintOf(system)(BAD_TOKENS['token_audience'] ?? {}))
  const callAll = async (some: readonly Target[], take: (target: Target) => Promise<string>) =>
    await Promise.all(
      some.map(async (target) => {
        const headers = signatureFor(target.operation) ?? bearer(await take(target))
        const answer = await call(target.send, target.operation, headers)
        const { status, code, challenge } = answer
        return { title: target.title, status, code, challenge, retryAfter: answer.headers.get('retry-after') }
      }),
    )

  async function expectUnavailable(): Promise<void> {
    for (const token of [goodToken, badToken])
      for (const answer of await callAll(guarded, token)) {
        expect(answer).toMatchObject({ status: 503, code: 'keys_unavailable', challenge: null })
        expect([answer.title, Number(answer.retryAfter) > 0]).toEqual([answer.title, true])
      }
    for (const { title, code, status } of await callAll(unguarded, goodToken)) {
      expect([title, status]).not.toEqual([title, 401])
      expect([title, code]).not.toEqual([title, 'keys_unavailable'])
    }
  }

  async function expectService(): Promise<void> {
    const answers = await callAll(guarded, goodToken)
    expect(answers.filter(({ status }) => status === 401 || status === 403 || status >= 500)).toEqual([])
    for (const answer of await callAll(guarded, badToken))
      expect(answer).toMatchObject({ status: 401, code: 'token_audience' })
  }

  describe('while the tenant is down', () => {
    afterAll(async () => {
      await system().control('DELETE', 'faults')
    })

    test('tokens pass whose keys are in memory, and others are refused as ever', async () => {
      await callAll(guarded, goodToken)
      await stopTenant()
      await expectService()
    })

    test('tokens pass after a restart, by the keys in KV', async () => {
      await restartSystem(system())
      await expectService()
    })

    test('each guarded route is 503 and never 401 without keys in KV, and public routes are unharmed', async () => {
      await (await store()).delete(key())
      await restartSystem(system())
      await expectUnavailable()
    })

    test('each guarded route is 503 and never 401 with something else than keys in KV', async () => {
      await (await store()).put(key(), '{"keys":"garbage"')
      await restartSystem(system())
      await expectUnavailable()
    })
  })

  // It also ends what the tests above have made of the system.
  test('something else than keys in KV harms nobody while the tenant is there', async () => {
    await (await store()).put(key(), 'garbage')
    await restartSystem(system())
    await expectService()
  })

  if (domains.length === 0) return
  describe('without its domains', () => {
    beforeAll(async () => {
      await removeWorkers(
        system(),
        domains.map(({ workerName }) => workerName),
      )
    })
    afterAll(async () => await restoreSystem(system()))

    test('the gateway answers 503 for their routes, still refuses bad tokens, and serves its own', async () => {
      const atTheGateway = targets.filter((target) => target.send === send)
      // GitHub signs no time, so the webhook of another suite is a copy of the one that this suite would send.
      const ofDomains = atTheGateway.filter(
        ({ operation: { operationId, 'x-access': access } }) =>
          access.scheme !== 'github' && domains.some(({ name }) => project.rows.get(operationId)?.service === name),
      )
      for (const { title, status, code } of await callAll(ofDomains, goodToken))
        expect([title, status, code]).toEqual([title, 503, 'service_unavailable'])
      const guardedOnes = ofDomains.filter(({ operation }) => isGuarded(operation))
      for (const { title, status } of await callAll(guardedOnes, badToken))
        expect([title, status]).toEqual([title, 401])
      expect((await send('/health')).status).toBe(200)
      expect((await send('/ready')).status).toBe(503)
      const own = atTheGateway.filter(({ operation }) => operation.path === '/me')
      for (const { title, status } of await callAll(own, goodToken)) expect([title, status]).toEqual([title, 200])
    })
  })
}
