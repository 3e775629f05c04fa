// The targets that run on workerd: ours, the same without any check, and the naive pairs.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Target } from '../measure/sample.ts'
import { AUDIENCE } from '../tenant/credentials.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { bundle, type Swaps } from '../../tools/workerd/bundle.ts'
import { type Binding, CF_BLOB_HEADER, type WorkerdWorker } from '../../tools/workerd/configuration.ts'
import { gatewayWorker } from '../../tools/workerd/gateway.ts'
import { startWorkerd } from '../../tools/workerd/workerd.ts'

const NO_SWAPS: Swaps = new Map()
/** The reference has a gate that lets everybody in. */
const OPEN_GATE: Swaps = new Map([
  [at('../../packages/gatehouse/src/access/gate.ts'), at('../bundled/ours/open-gate.ts')],
])

/** Limits, and hashed subjects in the log. */
const WHOLE = {
  more: [
    { name: 'RATE_LIMIT', rateLimit: { limit: 1_000_000_000, periodSeconds: 60 } },
    { name: 'GATEHOUSE_LOG_SALT', text: 'bench' },
  ],
}

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

  async function ours(name: string, { guarded = true, more = [] as readonly Binding[] } = {}) {
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
      bindings: [{ name: 'BENCH', service: 'service' }, ...more],
    })
    const service: WorkerdWorker = {
      name: 'service',
      bundle: await built('bundled/ours/domain.ts', `${name}-domain`, swaps),
      bindings: [{ name: 'AUTH', service: name, entrypoint: 'KeyService' }],
    }
    return { gateway, service }
  }

  async function theirs(name: string, serviceName = name) {
    const bindings: Binding[] = [
      { name: 'ISSUER', text: tenant.issuer },
      { name: 'AUDIENCE', text: AUDIENCE },
      { name: 'JWKS_URI', text: `${tenant.issuer}.well-known/jwks.json` },
      { name: 'KEYS', kv: 'kv' },
    ]
    const toService = [...bindings, { name: 'SERVICE', service: 'service' }]
    const gateway = await built(`bundled/peers/${name}-gateway.ts`, `${name}-gateway`)
    const service = await built(`bundled/peers/${serviceName}-service.ts`, `${serviceName}-service`)
    return {
      gateway: { name, bundle: gateway, bindings: toService },
      service: { name: 'service', bundle: service, bindings },
    }
  }

  async function gatehouse(name: string, title: string, options: Parameters<typeof ours>[1] = {}): Promise<Target> {
    const { gateway, service } = await ours(name, options)
    return target(name, title, options.guarded ?? true, [gateway, service, kv])
  }

  async function peer(name: string, title: string, guarded = true, serviceName = name): Promise<Target> {
    const { gateway, service } = await theirs(name, serviceName)
    return target(name, title, guarded, [gateway, service, kv])
  }

  // One half of ours, and a bare one in place of the other.
  async function halves(): Promise<Target[]> {
    const [{ gateway, service }, bare] = [await ours('halves', WHOLE), await theirs('open')]
    return [
      target('gateway', 'Gateway with everything on, before a bare service', true, [gateway, bare.service, kv]),
      target('domain', 'Domain behind a bare gateway', true, [bare.gateway, service, gateway, kv]),
    ]
  }

  function target(
    name: string,
    title: string,
    guarded: boolean,
    workers: readonly [WorkerdWorker, ...WorkerdWorker[]],
  ): Target {
    return {
      name,
      title,
      guarded,
      start: async (launch = {}) => [await startWorkerd(folder, workers, { ...launch, cfBlobHeader: CF_BLOB_HEADER })],
    }
  }

  return {
    reference: await gatehouse('reference', 'Gatehouse with every check taken out', { guarded: false }),
    ours: await gatehouse('gatehouse', 'Gatehouse'),
    whole: await gatehouse('whole', 'Gatehouse with everything on', WHOLE),
    halves: await halves(),
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
