// Measures each part of the request path by itself: CPU time of a process that does nothing else, many times in a row.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../tools/workerd/bundle.ts'
import { CF_BLOB_HEADER, type WorkerdWorker } from '../../tools/workerd/configuration.ts'
import { startWorkerd } from '../../tools/workerd/workerd.ts'
import { EDGE_HEADERS } from '../measure/edge-headers.ts'
import { summarise, type Summary } from '../measure/statistics.ts'
import { AUDIENCE } from '../tenant/credentials.ts'
import type { Tenant } from '../tenant/tenant.ts'

/** What is measured, by the name that the Worker knows it by. */
const TITLES: Readonly<Record<string, string>> = {
  token: 'Token, remembered',
  headers: 'Forged headers, request id and trace id',
  socket: 'Token of a WebSocket',
  body: 'Body limit, no body',
  time: 'Time limit to the first byte',
  rate: 'Rate limit, counted in memory',
  log: 'Log line and counters',
}
const COUNT = 20_000

/** One part. */
export interface Part {
  readonly title: string
  readonly micros: Summary
}

/** Measures every part so many times. @param folder for the bundle and the configuration */
export async function measureParts(folder: string, tenant: Tenant, rounds: number): Promise<Part[]> {
  const worker: WorkerdWorker = {
    name: 'parts',
    bundle: join(folder, 'parts.js'),
    bindings: [
      { name: 'TRUST', text: trustText(tenant) },
      { name: 'RATE_LIMIT', rateLimit: { limit: 1_000_000_000, periodSeconds: 60 } },
    ],
  }
  await bundle(fileURLToPath(new URL('../bundled/ours/parts.ts', import.meta.url)), worker.bundle)
  const server = await startWorkerd(folder, [worker], { cfBlobHeader: CF_BLOB_HEADER })
  const headers = { ...EDGE_HEADERS, authorization: `Bearer ${tenant.credentials.good}` }
  const microsOf = async (part: string): Promise<number> => {
    const before = server.cpuSeconds()
    const answer = await fetch(`http://127.0.0.1:${server.port}/?part=${part}&count=${COUNT}`, { headers })
    if (!answer.ok) throw new Error(`${part}: ${answer.status} ${await answer.text()}`)
    return ((server.cpuSeconds() - before) / COUNT) * 1_000_000
  }
  try {
    const parts: Part[] = []
    for (const [part, title] of Object.entries(TITLES)) {
      const figures: number[] = []
      await microsOf(part)
      for (let round = 0; round < rounds; round++) {
        const nothing = await microsOf('nothing')
        figures.push((await microsOf(part)) - nothing)
      }
      parts.push({ title, micros: summarise(figures) })
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
