// Measures the cost of the first request of a fresh isolate, compared with a Worker that does nothing: a new process for each
// sample, from its start to the response.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Build } from '../../packages/gatehouse/src/cli/builds.ts'
import { Connection } from '../measure/connection.ts'
import { summarise, type Summary } from '../measure/statistics.ts'
import { AUDIENCE } from '../tenant/credentials.ts'
import { bundle } from '../../tools/workerd/bundle.ts'
import type { WorkerdWorker } from '../../tools/workerd/configuration.ts'
import { gatewayWorker } from '../../tools/workerd/gateway.ts'
import { startWorkerd } from '../../tools/workerd/workerd.ts'

// No route of anybody: everything is loaded and set up, and no database is asked.
const REQUEST = 'GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

/** The first request of one Worker, in milliseconds above the bare one. */
export interface FirstRequest {
  readonly name: string
  readonly millis: Summary
}

/** Measures every build by so many pairs. @param folder for the bundles and configurations */
export async function measureFirstRequests(
  builds: readonly Build[],
  folder: string,
  pairs: number,
): Promise<FirstRequest[]> {
  const bare: WorkerdWorker = { name: 'bare', bundle: join(folder, 'bare.js') }
  const kv: WorkerdWorker = { name: 'kv', bundle: join(folder, 'kv.js') }
  await bundle(at('../bundled/ours/bare.ts'), bare.bundle)
  await bundle(at('../bundled/ours/kv.ts'), kv.bundle)
  const measured: FirstRequest[] = []
  for (const { name, bundle: built } of builds) {
    const plain: WorkerdWorker = { name, bundle: join(folder, `first-${name}.js`) }
    const worker = name === 'gateway' ? gatewayWorker({ ...plain, variables: VARIABLES }) : plain
    copyFileSync(built, worker.bundle)
    const millis: number[] = []
    for (let pair = 0; pair < pairs; pair++) {
      const before = await firstAnswerMillis(folder, [bare, kv])
      millis.push((await firstAnswerMillis(folder, [worker, kv])) - before)
    }
    measured.push({ name, millis: summarise(millis) })
  }
  return measured
}

const VARIABLES = { AUTH0_DOMAIN: 'tenant.example', AUTH0_AUDIENCE: AUDIENCE }

async function firstAnswerMillis(folder: string, workers: readonly [WorkerdWorker, ...WorkerdWorker[]]) {
  const started = performance.now()
  const server = await startWorkerd(folder, workers)
  const connection = new Connection(server.port)
  try {
    await connection.send(REQUEST)
    return performance.now() - started
  } finally {
    connection.close()
    await server.stop()
  }
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
