// Tests the limits of each route of a project: the size of a body, the number of calls, and the size of a header.
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { isCounted, rateBindingOf, RATE_PERIOD_SECONDS } from '../../gateway/edge/rate-limits.ts'
import { BODY_MAX_BYTES } from '../../http/limits.ts'
import { TOKEN_MAX_BYTES } from '../../access/bearer.ts'
import type { Operation } from '../contract.ts'
import { bearer } from '../local-api.ts'
import {
  atGateway,
  call,
  gatewayOperationsOf,
  isGuarded,
  mediaTypeOf,
  newAddress,
  pathOf,
  type ProjectUnderTest,
  testEach,
  tokenFor,
} from './project-under-test.ts'
import { changeGateway, restoreSystem } from './changed-system.ts'

/** How often each class may be called in the changed gateway. */
const CALLS_MAX = 3
/** The counters begin anew with each minute, so the first calls may lie across two. */
const BURSTS_MAX = 3

/**
 * Describes the limits of a project: on each of its routes a larger body than the route takes is refused with 413, a caller who calls too
 * often with 429 and `Retry-After`, and a larger token than any with 431. The classes of calls are those of wrangler.toml, with a limit that a
 * test reaches sooner.
 *
 * @example
 * // test/limits.system.test.ts
 * import { describeLimits, useProject } from 'gatehouse/testing'
 *
 * describeLimits(useProject())
 */
export function describeLimits(project: ProjectUnderTest): void {
  const { system, rows } = project
  const send = atGateway(project)
  const own = gatewayOperationsOf(project)
  const rateOf = ({ operationId }: Operation) => rows.get(operationId)?.rate ?? 'standard'

  describe('a limit of size', () => {
    const withBody = own.filter(({ requestBody }) => requestBody !== undefined)
    testEach(withBody, 'refuses a body that is larger than it takes', async (operation) => {
      const { bodyMaxBytes = BODY_MAX_BYTES } = rows.get(operation.operationId) ?? {}
      const headers = {
        ...(isGuarded(operation) && bearer(await tokenFor(project, operation, 'sender'))),
        'content-type': mediaTypeOf(operation),
        'content-length': String(bodyMaxBytes + 1),
      }
      expect(await statusOfHead(system().url, operation, headers)).toEqual({ status: 413, code: 'body_too_large' })
    })

    testEach(own.filter(isGuarded), 'refuses a token that is larger than any', async (operation) => {
      const refused = await call(send, operation, bearer('a'.repeat(TOKEN_MAX_BYTES + 1)))
      expect(refused).toMatchObject({ status: 431, code: 'header_too_large' })
    })
  })

  describe('a limit of calls', () => {
    beforeAll(async () => {
      await changeGateway(system(), ({ ratelimits, ...config }) => ({
        ...config,
        // A class that wrangler.toml lacks stays away, as it would be in a deploy.
        ratelimits: (ratelimits as { simple: object }[] | undefined)?.map((limiter) => ({
          ...limiter,
          simple: { ...limiter.simple, limit: CALLS_MAX },
        })),
      }))
    })
    afterAll(async () => await restoreSystem(system()))

    const counted = own.filter((operation) => isCounted(rateOf(operation)))
    testEach(counted, 'refuses a caller who calls too often, and no other', async (operation) => {
      const callerOf = async (caller: number) => ({
        ...newAddress(),
        ...(isGuarded(operation) && bearer(await tokenFor(project, operation, `${operation.operationId}-${caller}`))),
      })
      const [eager, other] = [await callerOf(1), await callerOf(2)]
      const ask = (headers: Readonly<Record<string, string>>) => call(send, operation, headers)
      let refusal: Awaited<ReturnType<typeof ask>> | undefined
      for (let burst = 0; burst < BURSTS_MAX && refusal === undefined; burst += 1) {
        const answers = await Promise.all(Array.from({ length: CALLS_MAX + 1 }, () => ask(eager)))
        refusal = answers.find(({ status }) => status === 429)
      }
      const binding = rateBindingOf(rateOf(operation))
      expect(refusal, `no call was refused: is ${binding} among the [[ratelimits]] of wrangler.toml?`).toMatchObject({
        status: 429,
        code: 'rate_limited',
      })
      expect(refusal?.headers.get('retry-after')).toBe(String(RATE_PERIOD_SECONDS))
      expect((await ask(other)).status).not.toBe(429)
    })
  })
}

// Sends no byte of the body that it declares: the gateway refuses it before.
function statusOfHead(
  origin: string,
  operation: Operation,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; code: unknown }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(origin + pathOf(operation), { method: operation.method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => {
        const isProblem = answer.headers['content-type']?.includes('json') === true
        const code = isProblem ? (JSON.parse(text) as { code?: unknown }).code : undefined
        resolve({ status: answer.statusCode ?? 0, code })
        outgoing.destroy()
      })
    })
    outgoing.on('error', reject)
    outgoing.flushHeaders()
  })
}
