// Puts mocks in the place of services, in development only: an HTTP origin gets another address, and a Worker another module, which passes
// requests on to the mock. Nothing of it is in a configuration that is deployed.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Domain } from '../../gateway/handler.ts'
import { headerVariablesOf } from '../../gateway/upstream/origin-headers.ts'
import { originVariableOf } from '../../gateway/upstream/origin-address.ts'
import { boundWorkers } from '../../project/bound-workers.ts'
import { readTable } from '../../project/compiled.ts'
import { readConfig, workerNameOf } from '../../project/config-files.ts'
import { domainWorkers, GATEWAY } from '../../project/workers.ts'
import { suggestionFor } from '../../contracts/places.ts'
import { CommandError } from '../command-error.ts'
import { compile } from '../contracts.ts'
import { serveMock } from '../mock/mock-server.ts'

/** The name that stands for every service that is no folder under workers/. */
const ALL = 'all'
/** The value of the headers that a mocked service would need. */
const MOCK_SECRET = 'mock'
const FOLDER = '.wrangler/gatehouse/mocks'

/** The services of a project in development, and the mocks in their places. */
export interface Mocks {
  /** The names of the mocked services. */
  readonly names: readonly string[]
  /** The names of the services that are no folder of the project and that no mock replaces. */
  readonly elsewhere: readonly string[]
  /** Variables of the gateway. */
  readonly variables: Readonly<Record<string, string>>
  /** The configurations of Workers that run in the place of others. */
  readonly configs: readonly string[]
}

/**
 * Starts the mocks of services.
 *
 * @param wanted their names, or `all`
 * @throws CommandError for a name that no service has
 */
export async function openMocks(wanted: readonly string[]): Promise<Mocks> {
  await compile()
  const { services } = await readTable()
  const domains = domainWorkers().map(({ name }) => name)
  const others = services.map(({ name }) => name).filter((name) => !domains.includes(name))
  const names = mockedNames(wanted, [...others, ...domains], others)
  const mocked = services.filter(({ name }) => names.includes(name))
  const places = await Promise.all(mocked.map(async (service) => ({ service, url: await serveMock(service.name) })))
  const addresses = places.flatMap(({ service, url }) =>
    'origin' in service ? [[originVariableOf(service.name), url] as const] : [],
  )
  const secrets = headerVariablesOf(mocked).map(({ variable }) => [variable, MOCK_SECRET] as const)
  return {
    names,
    elsewhere: others.filter((name) => !names.includes(name)),
    variables: Object.fromEntries([...addresses, ...secrets]),
    configs: places.flatMap(({ service, url }) => ('origin' in service ? [] : [writeWorker(service, url)])),
  }
}

/** Returns the names of the services to mock. @param others what `all` stands for @throws CommandError for an unknown name */
export function mockedNames(wanted: readonly string[], known: readonly string[], others: readonly string[]): string[] {
  const unknown = wanted.filter((name) => name !== ALL && !known.includes(name))
  if (unknown.length > 0)
    throw new CommandError(
      unknown
        .map(
          (name) =>
            `--mock ${name}: there is no such service${suggestionFor(name, known)}. It takes ${known.join(', ') || 'the name of a service'}, or ${ALL}`,
        )
        .join('\n'),
    )
  return [...new Set(wanted.flatMap((name) => (name === ALL ? others : [name])))]
}

// The Worker has the name that the gateway is bound to.
function writeWorker({ name, binding }: Domain, url: string): string {
  const domain = domainWorkers().find((worker) => worker.name === name)
  const worker =
    domain === undefined ? boundWorkers().find((bound) => bound.binding === binding)?.service : workerNameOf(domain)
  const folder = resolve(FOLDER, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.js'), PASS_ON)
  const config = join(folder, 'wrangler.json')
  writeFileSync(
    config,
    JSON.stringify({
      name: worker,
      main: 'index.js',
      compatibility_date: readConfig(GATEWAY, 'development')['compatibility_date'],
      send_metrics: false,
      vars: { MOCK_URL: url },
    }),
  )
  return config
}

// The path as it was sent: a parsed URL would write some characters in another way.
const PASS_ON = `// Written by gatehouse dev --mock. It is never deployed.
export default {
  fetch(request, env) {
    const path = request.url.slice(request.url.indexOf('/', request.url.indexOf('://') + 3))
    return fetch(new Request(env.MOCK_URL + path, request), { redirect: 'manual' })
  },
}
`
