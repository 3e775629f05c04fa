// The first request of a fresh process: what it costs from the start of the process to the answer, in instructions and in milliseconds of the
// processors, less the same of a Worker that answers with an empty response.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Connection } from '../measure/connection.ts'
import { summarise, type Summary } from '../measure/statistics.ts'
import { AUDIENCE } from '../tenant/credentials.ts'
import { bundle } from '../../tools/workerd/bundle.ts'
import type { WorkerdWorker } from '../../tools/workerd/configuration.ts'
import { gatewayWorker } from '../../tools/workerd/gateway.ts'
import type { Server } from '../../tools/workerd/server.ts'
import { type Launch, startWorkerd } from '../../tools/workerd/workerd.ts'
import type { Counter } from './counter.ts'

/** A Worker and its first request. */
export interface FirstRequest {
  readonly name: string
  readonly title: string
  readonly bytes: number
  readonly gzippedBytes: number
  readonly modules: number
  /** Above the bare Worker: the least of all counts; `null` when nothing counts. */
  readonly instructions: number | null
  /** Above the bare Worker, in milliseconds of the processors; `null` when nothing was timed. */
  readonly millis: Summary | null
}

interface Case {
  readonly name: string
  readonly title: string
  readonly workers: readonly [WorkerdWorker, ...WorkerdWorker[]]
  readonly request: string
  readonly status: number
  readonly size: Pick<FirstRequest, 'bytes' | 'gzippedBytes' | 'modules'>
}

interface Built {
  readonly bundle: string
  readonly size: Case['size']
  readonly kv: WorkerdWorker
}

/** Whose tokens are sent, and one of them. */
export interface Sender {
  readonly issuer: string
  readonly token: string
}

const VARIABLES = { AUTH0_DOMAIN: 'tenant.example', AUTH0_AUDIENCE: AUDIENCE, GATEHOUSE_SYNC_SECONDS: '0' }
const MESSAGE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } },
})

/** The Workers whose first requests are measured, bundled. */
export class FirstRequests {
  readonly #folder: string
  readonly #bare: Case
  readonly #cases: readonly Case[]

  private constructor(folder: string, bare: Case, cases: readonly Case[]) {
    this.#folder = folder
    this.#bare = bare
    this.#cases = cases
  }

  /**
   * Bundles the Workers.
   *
   * @param folder for bundles and configurations
   * @param tenant for first requests with a token, which are left out without one
   */
  static async prepare(folder: string, tenant: Sender | null = null): Promise<FirstRequests> {
    const built = async (name: string, entry: string) => {
      const file = join(folder, `first-${name}.js`)
      const { bytes, modules } = await bundle(fileURLToPath(new URL(entry, import.meta.url)), file)
      return { file, size: { bytes, modules, gzippedBytes: gzipSync(readFileSync(file), { level: 9 }).length } }
    }
    const kv = { name: 'kv', bundle: (await built('kv', '../bundled/ours/kv.ts')).file }
    const bare = await built('bare', '../bundled/ours/bare.ts')
    const ours = await built('gateway', '../../packages/gatehouse/test/application/src/index.ts')
    const domain = await built('domain', '../bundled/ours/ten-routes.ts')
    const gateway = gatewayWorker({ name: 'gateway', bundle: ours.file, variables: VARIABLES })
    return new FirstRequests(
      folder,
      {
        name: 'bare',
        title: '',
        workers: [{ name: 'bare', bundle: bare.file }, kv],
        ...get('/', 200),
        size: bare.size,
      },
      [
        {
          name: 'gateway',
          title: 'Gateway of the application that the tests stand on, a path that no service has',
          workers: [gateway, kv],
          ...get('/nowhere', 404),
          size: ours.size,
        },
        {
          name: 'domain',
          title: 'Domain with ten routes, a query to validate',
          workers: [{ name: 'domain', bundle: domain.file }, kv],
          ...get('/articles?limit=5', 200),
          size: domain.size,
        },
        ...(tenant === null ? [] : withToken(tenant, { bundle: ours.file, size: ours.size, kv })),
      ],
    )
  }

  /** Counts each first request so many times. @param counter `null` where nothing counts */
  async count(counter: (() => Counter) | null, times: number): Promise<FirstRequest[]> {
    const least = async (one: Case): Promise<number> => {
      if (counter === null) return Number.NaN
      const counts: number[] = []
      for (let time = 0; time < times; time++) {
        const own = counter()
        counts.push(await this.#start(one, own.launch, () => own.instructions()))
      }
      return Math.min(...counts)
    }
    const bare = await least(this.#bare)
    const all: FirstRequest[] = []
    for (const one of this.#cases) {
      const instructions = counter === null ? null : (await least(one)) - bare
      all.push({ name: one.name, title: one.title, ...one.size, instructions, millis: null })
    }
    return all
  }

  /** Times each first request by so many pairs: a bare process, and right after it one of the Worker. @returns by name */
  async time(pairs: number): Promise<ReadonlyMap<string, Summary>> {
    const millisOf = (one: Case) => this.#start(one, {}, (server) => server.threadMillis())
    const times = new Map<string, number[]>(this.#cases.map(({ name }) => [name, []]))
    for (let pair = 0; pair < pairs; pair++) {
      for (const one of this.#cases) {
        const bare = await millisOf(this.#bare)
        times.get(one.name)?.push((await millisOf(one)) - bare)
      }
    }
    return new Map([...times].map(([name, millis]) => [name, summarise(millis)]))
  }

  async #start(one: Case, launch: Launch, read: (server: Server) => number): Promise<number> {
    const server = await startWorkerd(this.#folder, one.workers, launch)
    const connection = new Connection(server.port)
    try {
      const status = await connection.send(one.request)
      const figure = read(server)
      if (status !== one.status) throw new Error(`${one.name} answered ${status}`)
      return figure
    } finally {
      connection.close()
      await server.stop()
    }
  }
}

// Both fetch the keys and verify the token; one is refused by a route, the other is answered by the tools.
function withToken({ issuer, token }: Sender, { bundle: file, size, kv }: Built): Case[] {
  const variables = { ...VARIABLES, AUTH0_DOMAIN: issuer.replace(/\/$/, '') }
  const workers = [gatewayWorker({ name: 'gateway', bundle: file, variables }), kv] as const
  const headers = `Host: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n`
  const types = 'Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n'
  return [
    {
      name: 'token',
      title: 'The same gateway, a token that lacks the permission of the route',
      workers,
      request: `GET /admin/revocations HTTP/1.1\r\n${headers}\r\n`,
      status: 403,
      size,
    },
    {
      name: 'mcp',
      title: 'The same gateway, the first message of an MCP client with a token',
      workers,
      request: `POST /mcp HTTP/1.1\r\n${headers}${types}Content-Length: ${MESSAGE.length}\r\n\r\n${MESSAGE}`,
      status: 200,
      size,
    },
  ]
}

function get(path: string, status: number): Pick<Case, 'request' | 'status'> {
  return { request: `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, status }
}
