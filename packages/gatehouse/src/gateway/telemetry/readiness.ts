// Checks whether the gateway can do its work: it needs keys, and an answer of every service.
import { type Background, type Clock, SharedRefresh, withTimeLimit } from '../../access/index.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Service } from '../handler.ts'
import type { Origin } from '../upstream/origin.ts'

/** How long a service may take to answer. */
const PROBE_TIMEOUT_MILLIS = 2_000
/** How long a result is reused: a client that asks often must not make the gateway ask the services as often. */
const RESULT_KEPT_MILLIS = 5_000
/** The probe path of every domain. No client reaches it, because the gateway has its own route at this path. */
const PROBE = 'https://gatehouse.internal/health'

/** One part of the whole, and whether it works. */
export interface Part {
  readonly name: string
  readonly ready: boolean
}

/** The result for all parts. */
export interface Readiness {
  readonly ready: boolean
  readonly parts: readonly Part[]
}

/** A service and its URL; without one it cannot be asked. */
export interface ProbedService {
  readonly name: string
  readonly target: ServiceBinding | undefined
  /** The URL that answers with a status below 500 when the service runs; a domain's by default. */
  readonly probe?: string
}

/** The parts to ask. */
export interface ReadinessDependencies {
  readonly clock: Clock
  /** Returns whether the keys of every issuer are available. */
  readonly keys: (background: Background) => Promise<boolean>
  readonly services: readonly ProbedService[]
}

/** The addresses of the table's services. */
export interface ProbeTargets {
  readonly service: (binding: string) => ServiceBinding | undefined
  readonly origin: (name: string) => Origin | undefined
}

/** Returns the services of the table, each with its URL. */
export function probedServices(services: readonly Service[], { service, origin }: ProbeTargets): ProbedService[] {
  return services.map((row) => {
    const { name } = row
    if ('binding' in row) return { name, target: service(row.binding) }
    const target = origin(name)
    return { name, target, ...(target && { probe: target.address + target.healthPath }) }
  })
}

/**
 * Checks all parts, at most once in five seconds and once at a time: a request that arrives meanwhile waits for the result. If there is
 * no result, because the checking requests ended, no part is reported as ready.
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
