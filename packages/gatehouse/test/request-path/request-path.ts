// The path of a request, as it is deployed but for Cloudflare's network: the gateway's own bundle in a plain workerd, with a
// domain behind it that tells what arrives. Nothing of wrangler's development servers stands between.
//
//   const running = await startRequestPath()
//   const { status } = await send(running, '/echo/guarded', { headers: bearer(running.tokens.good) })
//   await running.stop()
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AUDIENCE, createTokens, type Credentials, forge } from '../../../../bench/tenant/credentials.ts'
import { startKeyServer } from '../../../../bench/tenant/tenant.ts'
import { compileContracts } from '../../src/contracts/compile.ts'
import type { Contract, ContractRoute } from '../../src/contracts/contract.ts'
import { writeCompiled } from '../compiled-gateway.ts'
import { loadContracts } from '../../src/contracts/load.ts'
import { bundle, type Swaps } from '../../../../tools/workerd/bundle.ts'
import { CF_BLOB_HEADER, type WorkerdWorker } from '../../../../tools/workerd/configuration.ts'
import { gatewayWorker } from '../../../../tools/workerd/gateway.ts'
import { startWorkerd } from '../../../../tools/workerd/workerd.ts'
import { absentRoutes, crashRoutes, hangRoutes, routes } from './bundled/contract.ts'

/** What a strict route allows in a minute. */
export const STRICT_LIMIT = 3

/** The running system. */
export interface RequestPath {
  readonly port: number
  readonly tokens: Credentials & {
    /** Of somebody who may revoke tokens. */
    readonly operator: string
  }
  /** What workerd has used of the processors so far. */
  cpuSeconds(): number
  /** What workerd holds in memory now. */
  residentBytes(): number
  stop(): Promise<void>
}

/** Builds and starts everything; takes about a second. @param variables of the gateway, besides those of its tenant */
export async function startRequestPath(variables: Readonly<Record<string, string>> = {}): Promise<RequestPath> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-request-path-'))
  const tenant = await startTenant(folder)
  const workers = await buildWorkers(folder, tenant.issuer, variables)
  const server = await startWorkerd(folder, workers, { cfBlobHeader: CF_BLOB_HEADER })
  return {
    port: server.port,
    tokens: tenant.tokens,
    cpuSeconds: () => server.cpuSeconds(),
    residentBytes: () => server.residentBytes(),
    stop: async () => {
      await server.stop()
      await tenant.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

async function startTenant(folder: string) {
  const { issuer, key, server } = await startKeyServer(folder)
  const [good = ''] = await createTokens(key, issuer, 1)
  const [operator = ''] = await createTokens(key, issuer, 1, ['write:revocations'])
  const [forged = ''] = forge([good])
  return { issuer, tokens: { good, forged, operator }, stop: () => server.stop() }
}

async function buildWorkers(
  folder: string,
  issuer: string,
  variables: Readonly<Record<string, string>>,
): Promise<[WorkerdWorker, ...WorkerdWorker[]]> {
  async function built(name: string, entry: string, swaps: Swaps = new Map()): Promise<string> {
    const outfile = join(folder, `${name}.js`)
    await bundle(at(entry), outfile, swaps)
    return outfile
  }
  const gatewaySwaps = writeCompiled(folder, await compileAll())
  const openGate = new Map([[at('../../src/access/gate.ts'), at('../../../../bench/bundled/ours/open-gate.ts')]])
  return [
    gatewayWorker({
      name: 'gateway',
      bundle: await built('gateway', '../application/src/index.ts', gatewaySwaps),
      variables: { AUTH0_DOMAIN: issuer.replace(/\/$/, ''), AUTH0_AUDIENCE: AUDIENCE, ...variables },
      bindings: [
        { name: 'ECHO', service: 'echo' },
        { name: 'CRASH', service: 'crash' },
        { name: 'HANG', service: 'crash' },
        { name: 'RATE_LIMIT_STRICT', rateLimit: { limit: STRICT_LIMIT, periodSeconds: 60 } },
      ],
    }),
    {
      name: 'echo',
      bundle: await built('echo', 'bundled/echo.ts', openGate),
      // As every domain's wrangler.toml has it.
      compatibilityFlags: ['enable_request_signal'],
      bindings: [{ name: 'AUTH', service: 'gateway', entrypoint: 'KeyService' }],
    },
    { name: 'crash', bundle: await built('crash', 'bundled/crash.ts') },
    { name: 'kv', bundle: await built('kv', '../../../../bench/bundled/ours/kv.ts') },
  ]
}

// The real table of routes with the test's contracts added, written by the real compiler.
async function compileAll(): Promise<Record<string, string>> {
  const contracts = [
    ...(await loadContracts()),
    contractOf('echo', routes),
    contractOf('crash', crashRoutes),
    // It never answers: only what does could be too slow for so short a limit.
    contractOf('hang', hangRoutes, { timeoutMillis: 500 }),
    contractOf('absent', absentRoutes),
  ]
  return compileContracts(contracts)
}

function contractOf(
  name: string,
  contractRoutes: readonly ContractRoute[],
  more: Partial<Contract['service']> = {},
): Contract {
  const permissions = { 'read:bench': 'Read', 'read:nothing': 'Nobody has it' }
  return { name, service: { title: name, description: 'For tests', permissions, ...more }, routes: contractRoutes }
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
