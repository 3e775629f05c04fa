// Runs the contract suite for a whole project: it calls every documented operation at the gateway, and directly at the domain that
// answers it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFailed, test } from 'vitest'
import { GENERATED } from '../contracts/compile.ts'
import { domainWorkerName } from '../project/config-files.ts'
import { domainNames } from '../project/workers.ts'
import { describeContract, type Operation, operationsOf } from './contract.ts'
import type { System } from './system.ts'
import { useSystem } from './use-system.ts'

interface Target {
  fetch(
    path: string,
    init: { method: string; headers: Record<string, string>; body?: string },
  ): ReturnType<System['fetch']>
}

/**
 * Describes what every operation of the project in the working directory must hold to: who is let in, how every other caller is refused, and
 * that the document says so. Call it once, at the top of a test file of vitest.
 *
 * @example
 * // test/contract.system.test.ts
 * import { describeProject } from 'gatehouse/testing'
 *
 * describeProject()
 */
export function describeProject(): void {
  const operations = operationsOf(JSON.parse(readFileSync(join(GENERATED, 'openapi.json'), 'utf8')))
  const everyName = Object.keys(JSON.parse(readFileSync(join(GENERATED, 'permissions.json'), 'utf8')))
  const system = useSystem()

  test('the document that is served is the one that was compiled', async () => {
    const served = operationsOf(JSON.parse(await (await system().fetch('/openapi.json')).text()))
    expect(served).toEqual(operations)
  })

  describe('the gateway', () => {
    // The routes under /auth read a session and no token.
    const guarded = operations.filter(({ path }) => !path.startsWith('/auth/'))
    describeContract(guarded, everyName, system, (operation, headers) => call(system(), operation, headers))
  })

  for (const domain of domainNames()) {
    describe(`${domain}, past the gateway`, () => {
      const own = operations.filter(({ tags }) => tags.includes(domain))
      const target = (): Target => {
        const worker = system().harness.getWorker(domainWorkerName(domain))
        return { fetch: (path, init) => worker.fetch(`https://${domain}.internal${path}`, init) }
      }
      describeContract(own, everyName, system, (operation, headers) => call(target(), operation, headers))
    })
  }

  async function call(target: Target, { method, path }: Operation, headers: Readonly<Record<string, string>>) {
    onTestFailed(() => system().harness.debug())
    const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH'
    const answer = await target.fetch(path.replaceAll(/\{\w+\}/g, 'none'), {
      method,
      headers: { ...headers, ...(hasBody && { 'content-type': 'application/json' }) },
      ...(hasBody && { body: '{}' }),
    })
    const type = answer.headers.get('content-type')
    // A live view does not end: its own tests check its content.
    const isLive = type === 'text/event-stream'
    if (isLive) await answer.body?.cancel()
    const text = isLive ? '' : await answer.text()
    const problem = type === 'application/problem+json' ? (JSON.parse(text) as { code: string; status: number }) : null
    if (problem !== null) expect(problem.status).toBe(answer.status)
    return {
      status: answer.status,
      code: problem?.code ?? null,
      challenge: answer.headers.get('www-authenticate'),
      text,
    }
  }
}
