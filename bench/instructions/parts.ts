// Counts the instructions of parts of the request path, each by itself: so many times in a row in one request, less the same loop around nothing.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../tools/workerd/bundle.ts'
import { CF_BLOB_HEADER, type WorkerdWorker } from '../../tools/workerd/configuration.ts'
import { startWorkerd } from '../../tools/workerd/workerd.ts'
import { EDGE_HEADERS } from '../measure/edge-headers.ts'
import { AUDIENCE } from '../tenant/credentials.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { Counter } from './counter.ts'

/** Of the gateway: what it does to every request. */
const OURS: Readonly<Record<string, string>> = {
  token: 'Token, remembered',
  headers: 'Forged headers, request id and trace id',
  socket: 'Token of a WebSocket',
  body: 'Body limit, no body',
  time: 'Time limit to the first byte',
  rate: 'Rate limit, counted in memory',
  log: 'Log line and counters',
}
/** Of the runtime: calls that a request needs for what the gateway promises, whoever makes them. */
const RUNTIME: Readonly<Record<string, string>> = {
  names: 'List the names of the headers',
  read: 'Read five headers',
  timer: 'Arm and disarm a timer',
  line: 'Write a log line of 300 characters',
  answer: 'Set four headers of an answer',
  copy: 'Copy the headers of a request',
  verify: 'Verify an RS256 signature and parse two JSON texts',
}
const COUNT = 1_000
const WARM_UP_COUNT = 3_000

/** One part. */
export interface Part {
  readonly name: string
  readonly title: string
  readonly isRuntime: boolean
  readonly instructions: number
}

/** Counts every part. @param folder for the bundle and the configuration */
export async function countParts(folder: string, tenant: Tenant, counter: Counter): Promise<Part[]> {
  const worker: WorkerdWorker = {
    name: 'parts',
    bundle: join(folder, 'parts.js'),
    bindings: [
      { name: 'TRUST', text: trustText(tenant) },
      { name: 'RATE_LIMIT', rateLimit: { limit: 1_000_000_000, periodSeconds: 60 } },
    ],
  }
  await bundle(fileURLToPath(new URL('../bundled/ours/parts.ts', import.meta.url)), worker.bundle)
  const server = await startWorkerd(folder, [worker], { ...counter.launch, cfBlobHeader: CF_BLOB_HEADER })
  const headers = { ...EDGE_HEADERS, authorization: `Bearer ${tenant.credentials.good}` }
  const run = async (part: string, count: number): Promise<number> => {
    const before = counter.instructions()
    const answer = await fetch(`http://127.0.0.1:${server.port}/?part=${part}&count=${count}`, { headers })
    if (!answer.ok) throw new Error(`${part}: ${answer.status} ${await answer.text()}`)
    await answer.arrayBuffer()
    return counter.instructions() - before
  }
  // What a request costs beside its loop is in both, and falls out.
  const perRun = async (part: string): Promise<number> => {
    await run(part, WARM_UP_COUNT)
    const [few, many] = [await run(part, COUNT), await run(part, 2 * COUNT)]
    return (many - few) / COUNT
  }
  try {
    const nothing = await perRun('nothing')
    const parts: Part[] = []
    for (const [titles, isRuntime] of [
      [OURS, false],
      [RUNTIME, true],
    ] as const) {
      for (const [name, title] of Object.entries(titles)) {
        parts.push({ name, title, isRuntime, instructions: Math.round((await perRun(name)) - nothing) })
      }
    }
    return parts
  } finally {
    await server.stop()
  }
}
function trustText({ issuer, key }: Tenant): string {
  const { keys } = JSON.parse(key.jwks) as { keys: { kid: string; n: string; e: string }[] }
  const publicKeys = keys.map(({ kid, n, e }) => ({ kty: 'RSA', kid, n, e }))
  return JSON.stringify({
    issuers: [issuer],
    audiences: [AUDIENCE],
    clientId: null,
    claimNamespace: 'https://bench.example',
    algorithms: ['RS256', 'PS256'],
    keySets: [{ issuer, keys: publicKeys, fetchedAt: Math.floor(Date.now() / 1000) }],
    softAgeSeconds: 86_400,
    hardAgeSeconds: 86_400,
    explainRefusals: false,
    tier: 'tenant',
    asked: false,
  })
}
