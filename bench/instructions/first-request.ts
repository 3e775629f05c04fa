// Counts the instructions of a first request: those of a fresh process from its start to the answer, less the same of a Worker that answers with an
// empty response.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Connection } from '../measure/connection.ts'
import { AUDIENCE } from '../tenant/credentials.ts'
import { bundle } from '../../tools/workerd/bundle.ts'
import type { WorkerdWorker } from '../../tools/workerd/configuration.ts'
import { gatewayWorker } from '../../tools/workerd/gateway.ts'
import { startWorkerd } from '../../tools/workerd/workerd.ts'
import { type Counter, V8_FLAGS } from './counter.ts'

/** A Worker whose first request is counted. */
export interface FirstRequestCost {
  readonly name: string
  readonly title: string
  /** Above the bare Worker; `null` when nothing counts. */
  readonly instructions: number | null
  readonly bytes: number
  readonly gzippedBytes: number
  readonly modules: number
}

const VARIABLES = { AUTH0_DOMAIN: 'tenant.example', AUTH0_AUDIENCE: AUDIENCE, GATEHOUSE_SYNC_SECONDS: '0' }

const WORKERS = [
  {
    name: 'gateway',
    title: 'Gateway of the application that the tests stand on',
    entry: '../../packages/gatehouse/test/application/src/index.ts',
    path: '/nowhere',
    status: 404,
  },
  {
    name: 'domain',
    title: 'Domain with ten routes',
    entry: '../bundled/ours/ten-routes.ts',
    path: '/articles?limit=5',
    status: 200,
  },
] as const

/** Bundles each Worker and counts its first request. @param folder for bundles and configurations @param counter `null` where nothing counts */
export async function countFirstRequests(folder: string, counter: (() => Counter) | null): Promise<FirstRequestCost[]> {
  const bare: WorkerdWorker = { name: 'bare', bundle: join(folder, 'bare.js') }
  const kv: WorkerdWorker = { name: 'kv', bundle: join(folder, 'kv.js') }
  await bundle(at('../bundled/ours/bare.ts'), bare.bundle)
  await bundle(at('../bundled/ours/kv.ts'), kv.bundle)
  const least = counter && (await countOne(folder, counter(), [bare, kv], '/', 200))
  const costs: FirstRequestCost[] = []
  for (const { name, title, entry, path, status } of WORKERS) {
    const plain: WorkerdWorker = { name, bundle: join(folder, `first-${name}.js`) }
    const worker = name === 'gateway' ? gatewayWorker({ ...plain, variables: VARIABLES }) : plain
    const { bytes, modules } = await bundle(at(entry), worker.bundle)
    const gzippedBytes = gzipSync(readFileSync(worker.bundle), { level: 9 }).length
    const whole = counter && (await countOne(folder, counter(), [worker, kv], path, status))
    costs.push({
      name,
      title,
      instructions: whole === null || least === null ? null : whole - least,
      bytes,
      gzippedBytes,
      modules,
    })
  }
  return costs
}

async function countOne(
  folder: string,
  counter: Counter,
  workers: readonly [WorkerdWorker, ...WorkerdWorker[]],
  path: string,
  expected: number,
): Promise<number> {
  const server = await startWorkerd(folder, workers, { launcher: counter.launcher, v8Flags: V8_FLAGS })
  const connection = new Connection(server.port)
  try {
    const status = await connection.send(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
    if (status !== expected) throw new Error(`${workers[0].name} answered ${status} to ${path}`)
    return counter.instructions()
  } finally {
    connection.close()
    await server.stop()
  }
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
