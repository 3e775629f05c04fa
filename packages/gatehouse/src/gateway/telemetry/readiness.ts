// Checks whether the gateway can do its work: it needs keys, and an answer of every service.
import { type Background, type Clock, SharedRefresh, withTimeLimit } from '../../access/index.ts'
import { isNotRunning, type ServiceBinding } from '../../http/service-binding.ts'
import type { Service } from '../handler.ts'
import type { Origin } from '../upstream/origin.ts'
import type { OriginHealth } from '../upstream/origin-record.ts'

/** How long a service may take to answer. */
const PROBE_TIMEOUT_MILLIS = 2_000
/** How long a result is reused: a client that asks often must not make the gateway ask the services as often. */
const RESULT_KEPT_MILLIS = 5_000
/** The probe path of every domain. No client reaches it, because the gateway has its own route at this path. */
const PROBE = 'https://gatehouse.internal/health'

const TIMED_OUT = `no answer within ${PROBE_TIMEOUT_MILLIS / 1000} s`
const NOT_BOUND = 'the gateway has no binding to it'
const NOT_CONFIGURED = 'its address, a header or its binding is not configured: the log of the gateway says which'

/** One part of the whole, and whether it works. */
export interface Part {
  readonly name: string
  readonly ready: boolean
  /** Why it is not ready, in words of our own. */
  readonly reason?: string
  /** When this isolate first found it so, in seconds since the epoch. */
  readonly since?: number
  /** How calls to an HTTP origin have gone in this isolate. A Worker has no breaker. */
  readonly origin?: OriginHealth
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
  /** The headers that the gateway adds to the request of an origin. */
  readonly headers?: Origin['headers']
  /** The record of an HTTP origin. */
  readonly record?: Pick<Origin['record'], 'inspect'>
  /** Why there is no target. */
  readonly absence?: string
}

/** Checks all parts. */
export type ReadinessCheck = (background: Background) => Promise<Readiness>

/** The parts to ask. */
export interface ReadinessDependencies {
  readonly clock: Clock
  /** Returns whether the keys of every issuer are available. */
  readonly keys: (background: Background) => Promise<boolean>
  readonly services: readonly ProbedService[]
  /** Called with each new result. */
  readonly checked?: (parts: readonly Part[]) => void
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
    if (target === undefined) return { name, target, absence: NOT_CONFIGURED }
    const { address, healthPath, headers, record } = target
    return { name, target, probe: address + healthPath, headers, record }
  })
}

/**
 * Checks all parts, at most once in five seconds and once at a time: a request that arrives meanwhile waits for the result. If there is
 * no result, because the checking requests ended, no part is reported as ready.
 */
export function readinessOf({ clock, keys, services, checked }: ReadinessDependencies): ReadinessCheck {
  const shared = new SharedRefresh(clock)
  const failing = new Map<string, number>()
  const dated = (part: Part): Part => {
    if (part.ready) failing.delete(part.name)
    else if (!failing.has(part.name)) failing.set(part.name, Math.floor(clock.now() / 1000))
    const since = failing.get(part.name)
    return since === undefined ? part : { ...part, since }
  }
  let latest: { readonly at: number; readonly readiness: Readiness } | null = null
  const kept = (): Readiness | null =>
    latest !== null && clock.now() - latest.at < RESULT_KEPT_MILLIS ? latest.readiness : null
  return async (background) => {
    const known = kept()
    if (known !== null) return known
    await shared.run(background, async () => {
      const found = await Promise.all([
        keysPart(keys(background)),
        ...services.map((service) => servicePart(service, clock)),
      ])
      const parts = found.map(dated)
      checked?.(parts)
      latest = { at: clock.now(), readiness: { ready: parts.every(({ ready }) => ready), parts } }
      return 'spared'
    })
    return kept() ?? unknown(services)
  }
}

function unknown(services: readonly ProbedService[]): Readiness {
  const names = ['keys', ...services.map(({ name }) => name)]
  return { ready: false, parts: names.map((name) => ({ name, ready: false, reason: 'it was not asked' })) }
}

async function keysPart(work: Promise<boolean>): Promise<Part> {
  const ready = await work.catch(() => false)
  return { name: 'keys', ready, ...(!ready && { reason: 'there is an issuer without keys' }) }
}

async function servicePart(service: ProbedService, clock: Clock): Promise<Part> {
  const reason = await probe(service, clock)
  const origin = service.record?.inspect()
  return { name: service.name, ready: reason === null, ...(reason !== null && { reason }), ...(origin && { origin }) }
}

// Returns why a service is not ready; `null` when it is.
async function probe(service: ProbedService, clock: Clock): Promise<string | null> {
  const { target, probe = PROBE, headers = [], absence = NOT_BOUND } = service
  if (target === undefined) return absence
  const request = new Request(probe)
  for (const [name, value] of headers) request.headers.set(name, value)
  const asked = target.fetch(request).then(reasonIn, () => 'the connection failed')
  return await withTimeLimit(asked, PROBE_TIMEOUT_MILLIS, clock, probeTimedOut).catch(() => TIMED_OUT)
}

async function reasonIn(answer: Response): Promise<string | null> {
  const { status } = answer
  if (status < 500) {
    await answer.body?.cancel()
    return null
  }
  const isMissing = await isNotRunning(answer)
  await answer.body?.cancel()
  return isMissing ? 'the Worker is not deployed' : `it answered ${status}`
}

function probeTimedOut(): Error {
  return new Error(TIMED_OUT)
}
