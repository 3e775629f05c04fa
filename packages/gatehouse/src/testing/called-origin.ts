// Simulates an HTTP origin as the gateway calls it, without a network.
import { vi } from 'vitest'
import type { Clock } from '../access/index.ts'
import { forwardToOrigin, openOriginRoute, openOrigins, type Origin } from '../gateway/upstream/origin.ts'

/** Its row. */
export const REPORTS = { name: 'reports', origin: 'https://reports.example' }
/** The error of `fetch` when a connection ends. */
export const CUT = new TypeError('Network connection lost.')

/** An origin that returns the given responses, one after another; time stands still until the test advances it. */
export function open(...outcomes: readonly (Response | Error | Promise<Response>)[]) {
  let now = 0
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    sleep: (millis) => new Promise((wake) => sleepers.push({ until: now + millis, wake })),
  }
  const left = [...outcomes]
  const fetch = vi.fn(async (_request: Request, _options: object) => {
    const outcome = left.shift() ?? CUT
    if (outcome instanceof Error) throw outcome
    return await outcome
  })
  const origin = openOrigins([{ ...REPORTS, timeoutMillis: 1_000 }], {}, { fetch, clock }).get('reports') as Origin
  const routeOf = (operationId: string, isGuarded = false, timeoutMillis?: number) =>
    openOriginRoute(origin, { operationId, isGuarded, timeoutMillis }, clock)
  const route = { plain: routeOf('listReports'), guarded: routeOf('readReport', true), other: routeOf('showReports') }
  const send = (method = 'GET', body?: string, to = route.plain) => {
    const request = new Request('https://reports.example/reports', { method, ...(body !== undefined && { body }) })
    return forwardToOrigin({ request, exceeded: null }, to, 'r-1', clock)
  }
  const pass = (millis: number): void => {
    now += millis
    for (const { until, wake } of sleepers) if (until <= now) wake()
  }
  return {
    send,
    origin,
    route,
    routeOf,
    fetch,
    queue: (...more: readonly (Response | Error | Promise<Response>)[]) => left.push(...more),
    pass,
    runOut: () => pass(1_000),
    settled: (work: Promise<unknown>) => work.then(() => 'answered').catch((thrown: { code: string }) => thrown.code),
  }
}

/** So many of something. */
export const times = <Value>(length: number, make: () => Value): Value[] => Array.from({ length }, make)
/** A response that never arrives. */
export const silence = () => new Promise<Response>(() => undefined)
