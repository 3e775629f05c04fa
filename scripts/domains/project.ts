// What the project has already: whatever a new domain's name may not be, and what its configuration must agree with.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { unstable_readConfig } from 'wrangler'
import { ROUTES } from '../../src/gateway/generated/routes.ts'
import { SERVICES } from '../../src/gateway/services.ts'
import { domainFolders, GATEWAY } from '../workers.ts'
import type { Taken } from './names.ts'
import type { DomainPlan } from './worker-files.ts'

/** What is taken. */
export function readTaken(): Taken {
  const origins = existsSync('origins') ? readdirSync('origins') : []
  const document = JSON.parse(readFileSync('src/gateway/generated/openapi.json', 'utf8')) as {
    components?: { schemas?: object }
  }
  const { services = [], kv_namespaces, durable_objects, ratelimits = [], assets } = readGateway()
  return {
    names: new Map([
      ...origins.map((folder) => [folder, `the folder origins/${folder}`] as const),
      ...domainFolders().map((folder) => [folder, `the domain workers/${folder}`] as const),
      ...SERVICES.map(({ name }) => [name, `a row in src/gateway/services.ts`] as const),
    ]),
    paths: ROUTES.map(({ path, service }) => ({ path, service: service ?? 'the gateway' })),
    bindings: [
      ...services.map(({ binding }) => binding),
      ...kv_namespaces.map(({ binding }) => binding),
      ...durable_objects.bindings.map(({ name }) => name),
      ...ratelimits.map(({ name }) => name),
      ...(assets?.binding === undefined ? [] : [assets.binding]),
      'ANALYTICS',
    ],
    schemas: Object.keys(document.components?.schemas ?? {}),
  }
}

/** What a domain's configuration takes from the gateway's. */
export function readGatewayPlan(): DomainPlan['gateway'] {
  const { name = 'gatehouse', compatibility_date: compatibilityDate = '' } = readGateway()
  return { name, compatibilityDate }
}

/** The parts of a configuration that are read here. */
interface GatewayConfig {
  readonly name?: string
  readonly compatibility_date?: string
  readonly services?: readonly { readonly binding: string }[]
  readonly kv_namespaces: readonly { readonly binding: string }[]
  readonly durable_objects: { readonly bindings: readonly { readonly name: string }[] }
  readonly ratelimits?: readonly { readonly name: string }[]
  readonly assets?: { readonly binding?: string }
}

function readGateway(): GatewayConfig {
  return unstable_readConfig({ config: GATEWAY.configPath }, { hideWarnings: true })
}
