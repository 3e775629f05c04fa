// The contract suite against the gateway, and against every domain by itself, past the gateway.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import {
  domainNames,
  domainWorkerName,
  startSystem,
  type System,
  describeContract,
  type Operation,
  operationsOf,
} from 'gatehouse/testing'

const operations = operationsOf(JSON.parse(readFileSync('src/generated/openapi.json', 'utf8')))
// What is under /auth looks at a session and at no token: packages/gatehouse/test/system/login.system.test.ts.
const guarded = operations.filter(({ path }) => !path.startsWith('/auth/'))
const everyName = Object.keys(JSON.parse(readFileSync('src/generated/permissions.json', 'utf8')))

let system: System
beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system.stop()
})

interface Answering {
  fetch(
    path: string,
    init: { method: string; headers: Record<string, string>; body?: string },
  ): ReturnType<System['fetch']>
}

async function call(target: Answering, { method, path }: Operation, headers: Readonly<Record<string, string>>) {
  onTestFailed(() => system.harness.debug())
  const withBody = method === 'POST' || method === 'PUT' || method === 'PATCH'
  const answer = await target.fetch(path.replaceAll(/\{\w+\}/g, 'none'), {
    method,
    headers: { ...headers, ...(withBody && { 'content-type': 'application/json' }) },
    ...(withBody && { body: '{}' }),
  })
  // A live view does not end: what it says is for its own tests.
  const isLive = answer.headers.get('content-type') === 'text/event-stream'
  if (isLive) await answer.body?.cancel()
  const text = isLive ? '' : await answer.text()
  const isProblem = answer.headers.get('content-type') === 'application/problem+json'
  const problem = isProblem ? (JSON.parse(text) as { code: string; status: number }) : null
  if (problem !== null) expect(problem.status).toBe(answer.status)
  return { status: answer.status, code: problem?.code ?? null, challenge: answer.headers.get('www-authenticate'), text }
}

test('the document that is served is the one that is committed, with the configured tenant in it', async () => {
  const served = operationsOf(JSON.parse(await (await system.fetch('/openapi.json')).text()))
  expect(served).toEqual(operations)
})

describe('the gateway', () => {
  describeContract(
    guarded,
    everyName,
    () => system,
    (operation, headers) => call(system, operation, headers),
  )
})

describe.each(domainNames())('%s, past the gateway', (folder) => {
  const own = operations.filter(({ tags }) => tags.includes(folder))
  const worker = (): Answering => {
    const handle = system.harness.getWorker(domainWorkerName(folder))
    return { fetch: (path, init) => handle.fetch(`https://${folder}.internal${path}`, init) }
  }
  describeContract(
    own,
    everyName,
    () => system,
    (operation, headers) => call(worker(), operation, headers),
  )
})
