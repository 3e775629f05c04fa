// The targets that run on workerd: ours, the same without any check, and the naive pairs.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Target } from '../measure/sample.ts'
import { AUDIENCE } from '../tenant/credentials.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { bundle, type Swaps } from '../../tools/workerd/bundle.ts'
import { type Binding, CF_BLOB_HEADER, type WorkerdWorker } from '../../tools/workerd/configuration.ts'
import { gatewayWorker } from '../../tools/workerd/gateway.ts'
import type { Server } from '../../tools/workerd/server.ts'
import { startWorkerd, type WorkerdOptions } from '../../tools/workerd/workerd.ts'

/** A target that is one process of workerd. */
export interface WorkerdTarget extends Target {
  start(options?: WorkerdOptions): Promise<readonly [Server]>
}

const NO_SWAPS: Swaps = new Map()
/** The reference has a gate that lets everybody in. */
const OPEN_GATE: Swaps = new Map([
  [at('../../packages/gatehouse/src/access/gate.ts'), at('../bundled/ours/open-gate.ts')],
])

/** Builds everything that runs on workerd. @param folder where the bundles go */
export async function buildWorkersTargets(folder: string, tenant: Pick<Tenant, 'issuer' | 'key'>) {
  const kv = {
    name: 'kv',
    bundle: await built('bundled/ours/kv.ts', 'kv'),
    bindings: [{ name: 'JWKS', text: tenant.key.jwks }],
  }

  async function built(entry: string, name: string, swaps = NO_SWAPS): Promise<string> {
    const outfile = join(folder, `${name}.js`)
    await bundle(at(`../${entry}`), outfile, swaps)
    return outfile
  }

  async function gatehouse(
    name: string,
    title: string,
    guarded: boolean,
    more: readonly Binding[] = [],
  ): Promise<WorkerdTarget> {
    const swaps = guarded ? NO_SWAPS : OPEN_GATE
    const gateway = gatewayWorker({
      name,
      bundle: await built('bundled/ours/gateway.ts', `${name}-gateway`, swaps),
      variables: {
        AUTH0_DOMAIN: tenant.issuer.replace(/\/$/, ''),
        GATEHOUSE_EXPLAIN_REFUSALS: 'false',
        AUTH0_AUDIENCE: AUDIENCE,
        AUTH0_CLAIM_NAMESPACE: 'https://bench.example',
        // The exchange goes by the clock and not by requests, and a plain workerd has no storage for it.
        GATEHOUSE_SYNC_SECONDS: '0',
      },
      bindings: [{ name: 'BENCH', service: 'domain' }, ...more],
    })
    const domain: WorkerdWorker = {
      name: 'domain',
      bundle: await built('bundled/ours/domain.ts', `${name}-domain`, swaps),
      bindings: [{ name: 'AUTH', service: name, entrypoint: 'KeyService' }],
    }
    return target(name, title, guarded, [gateway, domain, kv])
  }

  async function peer(name: string, title: string, guarded = true, serviceName = name): Promise<WorkerdTarget> {
    const bindings: Binding[] = [
      { name: 'ISSUER', text: tenant.issuer },
      { name: 'AUDIENCE', text: AUDIENCE },
      { name: 'JWKS_URI', text: `${tenant.issuer}.well-known/jwks.json` },
      { name: 'KEYS', kv: 'kv' },
    ]
    const [gateway, service] = await Promise.all(
      [`${name}-gateway`, `${serviceName}-service`].map((half) => built(`bundled/peers/${half}.ts`, half)),
    )
    if (gateway === undefined || service === undefined) throw new TypeError('a pair has two halves')
    return target(name, title, guarded, [
      { name, bundle: gateway, bindings: [...bindings, { name: 'SERVICE', service: 'service' }] },
      { name: 'service', bundle: service, bindings },
      kv,
    ])
  }

  function target(
    name: string,
    title: string,
    guarded: boolean,
    workers: readonly [WorkerdWorker, ...WorkerdWorker[]],
  ): WorkerdTarget {
    return {
      name,
      title,
      guarded,
      start: async (options: WorkerdOptions = {}) => [
        await startWorkerd(folder, workers, { ...options, cfBlobHeader: CF_BLOB_HEADER }),
      ],
    }
  }

  return {
    reference: await gatehouse('reference', 'Gatehouse with every check taken out', false),
    ours: await gatehouse('gatehouse', 'Gatehouse', true),
    whole: await gatehouse('whole', 'Gatehouse, limits and hashed subjects too', true, [
      { name: 'RATE_LIMIT', rateLimit: { limit: 1_000_000_000, periodSeconds: 60 } },
      { name: 'GATEHOUSE_LOG_SALT', text: 'bench' },
    ]),
    open: await peer('open', 'A bare pair on Hono that checks nothing', false),
    calls: await peer('calls', 'The least that everything on can cost', false),
    naive: await peer('naive', 'Plumbing as it is usually written, that checks nothing', false, 'open'),
    peers: [
      await peer('hono-jwk', 'Hono `jwk` with `jwks_uri`'),
      await peer('jose-remote', 'jose `createRemoteJWKSet`'),
      await peer('jose-kv', 'jose, keys read from KV'),
    ],
  }
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
