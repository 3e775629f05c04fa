// Whether the gateway can do its work: the keys at hand, and every service answering.
import { type Background, type Clock, SharedRefresh, withTimeLimit } from '../../access/index.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Service } from '../handler.ts'
import type { Origin } from '../upstream/origin.ts'

/** Longest that a service may take to say that it is there. */
const PROBE_TIMEOUT_MILLIS = 2_000
/** How long a result is given again: a client that asks often must not make the gateway ask the services as often. */
const RESULT_KEPT_MILLIS = 5_000
/** Where every domain says that it is there. No client reaches it, because the gateway has a route of its own at this path. */
const PROBE = 'https://gatehouse.internal/health'

/** One part of the whole, and whether it works. */
export interface Part {
  readonly name: string
  readonly ready: boolean
}

/** Everything, and whether all of it works. */
export interface Readiness {
  readonly ready: boolean
  readonly parts: readonly Part[]
}

/** A service, and where it is asked; nothing when it can't be. */
export interface ProbedService {
  readonly name: string
  readonly target: ServiceBinding | undefined
  /** The URL that answers anything below 500 when it is there; a domain's unless it says otherwise. */
  readonly probe?: string
}

/** What is asked. */
export interface ReadinessDependencies {
  readonly clock: Clock
  /** Whether the keys of every issuer can be had. */
  readonly keys: (background: Background) => Promise<boolean>
  readonly services: readonly ProbedService[]
}

/** Where the services of the table can be asked. */
export interface ProbeTargets {
  readonly service: (binding: string) => ServiceBinding | undefined
  readonly origin: (name: string) => Origin | undefined
}

/** The services of the table, each with where it is asked. */
export function probedServices(services: readonly Service[], { service, origin }: ProbeTargets): ProbedService[] {
  return services.map((row) => {
    const { name } = row
    if ('binding' in row) return { name, target: service(row.binding) }
    const target = origin(name)
    return { name, target, ...(target && { probe: target.address + target.healthPath }) }
  })
}

/**
 * Finds out whether all parts work, at most once in five seconds and once at a time: a request that comes meanwhile waits for the result.
 * When there is no result, because the requests that looked died, no part is called ready.
 */
export function readinessOf({
  clock,
  keys,
  services,
}: ReadinessDependencies): (background: Background) => Promise<Readiness> {
  const shared = new SharedRefresh(clock)
  let latest: { readonly at: number; readonly readiness: Readiness } | null = null
  const kept = (): Readiness | null =>
    latest !== null && clock.now() - latest.at < RESULT_KEPT_MILLIS ? latest.readiness : null
  return async (background) => {
    const known = kept()
    if (known !== null) return known
    await shared.run(background, async () => {
      const parts = await Promise.all([
        part('keys', keys(background)),
        ...services.map((service) => part(service.name, probe(service, clock))),
      ])
      latest = { at: clock.now(), readiness: { ready: parts.every(({ ready }) => ready), parts } }
      return 'spared'
    })
    return kept() ?? unknown(services)
  }
}

function unknown(services: readonly ProbedService[]): Readiness {
  return { ready: false, parts: ['keys', ...services.map(({ name }) => name)].map((name) => ({ name, ready: false })) }
}

async function part(name: string, work: Promise<boolean>): Promise<Part> {
  return { name, ready: await work.catch(() => false) }
}

async function probe({ target, probe = PROBE }: ProbedService, clock: Clock): Promise<boolean> {
  if (target === undefined) return false
  const answer = await withTimeLimit(target.fetch(new Request(probe)), PROBE_TIMEOUT_MILLIS, clock, probeTimedOut)
  await answer.body?.cancel()
  return answer.status < 500
}

function probeTimedOut(): Error {
  return new Error('no answer in time')
}
