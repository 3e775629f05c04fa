// The gateway with more services in its table, on workerd itself: nothing stands between it and the origins, so that
// redirects, encodings and broken connections are what workerd makes of them. The tenant is the local one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundle } from '../../../../tools/workerd/bundle.ts'
import { gatewayWorker } from '../../../../tools/workerd/gateway.ts'
import { startWorkerd } from '../../../../tools/workerd/workerd.ts'
import { compileContracts, GENERATED } from '../../src/contracts/compile.ts'
import type { Contract } from '../../src/contracts/contract.ts'
import { loadContracts } from '../../src/contracts/load.ts'
import type { HttpService } from '../../src/gateway/handler.ts'
import { AUDIENCE } from '../../src/testing/system.ts'
import { writeCompiled } from '../compiled-gateway.ts'
import { inRepository } from '../folders.ts'

const VARIABLES = { AUTH0_AUDIENCE: AUDIENCE, AUTH0_CLIENT_ID: 'local-app' }

// In place of the platform's rate limit: machines are always over the limit, and other callers never.
const LIMITER = `
import { WorkerEntrypoint } from 'cloudflare:workers'
export default {}
export class Limiter extends WorkerEntrypoint {
  limit({ key }) { return { success: !key.startsWith('client:') } }
}`

/** An answer, as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

/** How a request is sent. */
export interface RawRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | readonly string[]
  /** Called with each piece of the body as it arrives. */
  readonly onPiece?: (piece: string) => void
}

/** A gateway that runs. */
export interface OriginGateway {
  readonly port: number
  /** Sends a request as it is: no redirect followed, no path tidied up, nothing decoded. */
  send(path: string, request?: RawRequest): Promise<RawAnswer>
  stop(): Promise<void>
}

/**
 * Starts a gateway.
 *
 * @param added the contracts of services that the project does not have
 * @param variables of the gateway, besides those of the tenant
 * @param rows what the rows of services have besides their contracts, by name
 */
export async function startOriginGateway(
  tenantUrl: string,
  added: readonly Contract[],
  variables: Readonly<Record<string, string>> = {},
  rows: Readonly<Record<string, Partial<HttpService>>> = {},
): Promise<OriginGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-origins-'))
  const files = compileContracts([...(await loadContracts()), ...added])
  const tableFile = `${GENERATED}/table.ts`
  const table = Object.entries(rows).reduce(
    (text, [name, row]) => text.replace(`{"name":"${name}",`, `{"name":"${name}",${JSON.stringify(row).slice(1, -1)},`),
    files[tableFile] ?? '',
  )
  const swaps = writeCompiled(folder, { ...files, [tableFile]: table })
  const [gateway, kv] = [join(folder, 'gateway.js'), join(folder, 'kv.js')]
  await bundle(resolve('src/index.ts'), gateway, swaps)
  const limiter = join(folder, 'limiter.js')
  writeFileSync(limiter, LIMITER)
  await bundle(inRepository('bench/bundled/ours/kv.ts'), kv)
  const server = await startWorkerd(folder, [
    gatewayWorker({
      name: 'gatehouse',
      bundle: gateway,
      variables: { ...VARIABLES, AUTH0_DOMAIN: tenantUrl, ...variables },
      bindings: [{ name: 'RATE_LIMIT', service: 'limiter', entrypoint: 'Limiter' }],
    }),
    { name: 'kv', bundle: kv },
    { name: 'limiter', bundle: limiter },
  ])
  return {
    port: server.port,
    send: (path, request) => send(server.port, path, request),
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

function send(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body = [], onPiece }: RawRequest = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => {
        pieces.push(piece)
        onPiece?.(piece.toString())
      })
      answer.on('error', reject)
      answer.on('end', () => {
        const whole = Buffer.concat(pieces)
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: whole, text: whole.toString() })
      })
    })
    outgoing.on('error', reject)
    for (const piece of typeof body === 'string' ? [body] : body) outgoing.write(piece)
    outgoing.end()
  })
}
