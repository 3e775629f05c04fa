// What a million requests a second over 300 locations ask of the platform and of the tenant. Limits and prices are Cloudflare's and Auth0's own,
// as read in November 2026; how many isolates share the load is the platform's affair, so there is a row for each of several numbers.

/** The load. */
export const LOAD = { requestsPerSecond: 1_000_000, locations: 300 } as const
/** So many requests a second that an isolate takes. */
const SHARES = [1_000, 200, 100, 25] as const

const SECONDS_PER_DAY = 86_400
const DAYS_PER_MONTH = 30
/** https://developers.cloudflare.com/workers/platform/pricing/: dollars for a million, beyond what is included. */
const REQUESTS_DOLLARS = 0.3
const CPU_MILLIS_DOLLARS = 0.02
const KV_READS_DOLLARS = 0.5
const OBJECT_REQUESTS_DOLLARS = 0.15
/** https://developers.cloudflare.com/observability/pricing/, from December 2026 on: for a gigabyte, and for one that is kept for a month. */
const LOG_GIGABYTE_DOLLARS = 0.25
const LOG_GIGABYTE_MONTH_DOLLARS = 0.1
const LOG_DAYS_KEPT = 7
/** https://developers.cloudflare.com/workers/observability/logs/workers-logs/#limits: beyond them one in a hundred is kept. */
const LOG_LINES_PER_DAY_MAX = 5_000_000_000
/** A line of the gateway, and as much again for what the platform adds to it. */
const LOG_LINE_BYTES = 1_000
/** https://developers.cloudflare.com/durable-objects/platform/limits/: a soft limit. */
const OBJECT_REQUESTS_PER_SECOND_MAX = 1_000
const SYNC_SECONDS = 5
const COOL_DOWN_SECONDS = 30
/** Auth0's free plan. */
const TENANT_REQUESTS_PER_SECOND_MAX = 20

/** What so many isolates ask for. */
export interface Demand {
  readonly isolates: number
  readonly kvReadsPerDay: number
  /** With the period of the exchange as it is by default. */
  readonly exchangesPerSecond: number
  /** The shortest period, in seconds, at which one Durable Object answers all of them. */
  readonly syncSeconds: number
  /** While tokens with invented key ids reach every isolate. */
  readonly floodRequestsPerSecond: number
  readonly dollarsPerMonth: number
}

/** Returns the demands of the load. @param kvReadsPerIsolate in a day, as simulated */
export function demands(kvReadsPerIsolate: number): Demand[] {
  return SHARES.map((share) => {
    const isolates = LOAD.requestsPerSecond / share
    const kvReadsPerDay = Math.round(isolates * kvReadsPerIsolate)
    const exchangesPerSecond = isolates / SYNC_SECONDS
    const syncSeconds = Math.max(SYNC_SECONDS, Math.ceil(isolates / OBJECT_REQUESTS_PER_SECOND_MAX))
    const exchangesPerDay = (isolates / syncSeconds) * SECONDS_PER_DAY
    const dollarsPerDay = (kvReadsPerDay * KV_READS_DOLLARS + exchangesPerDay * OBJECT_REQUESTS_DOLLARS) / 1_000_000
    return {
      isolates,
      kvReadsPerDay,
      exchangesPerSecond,
      syncSeconds,
      floodRequestsPerSecond: isolates / COOL_DOWN_SECONDS,
      dollarsPerMonth: dollarsPerDay * DAYS_PER_MONTH,
    }
  })
}

/** Where a limit is, and what moves it. */
export interface Limit {
  readonly what: string
  readonly reachedAt: string
  readonly movedBy: string
}

/** The limits, the first one first. */
export const LIMITS: readonly Limit[] = [
  {
    what: `Log lines: ${LOG_LINES_PER_DAY_MAX / 1e9} billion a day in an account; then the platform keeps one in a hundred`,
    reachedAt: `${Math.floor(LOG_LINES_PER_DAY_MAX / SECONDS_PER_DAY).toLocaleString('en')} requests/s`,
    movedBy: '`head_sampling_rate` of `[observability.logs]`: 0.05 bears a million requests/s',
  },
  {
    what: `A flood of invented key ids, at the tenant: ${TENANT_REQUESTS_PER_SECOND_MAX} requests/s on Auth0's free plan`,
    reachedAt: `${(TENANT_REQUESTS_PER_SECOND_MAX * COOL_DOWN_SECONDS).toLocaleString('en')} isolates, if it reaches all`,
    movedBy: 'a rule of the zone against its senders; keys that are known stay good',
  },
  {
    what: `Exchange: ${OBJECT_REQUESTS_PER_SECOND_MAX.toLocaleString('en')} requests/s to one Durable Object`,
    reachedAt: `${(OBJECT_REQUESTS_PER_SECOND_MAX * SYNC_SECONDS).toLocaleString('en')} isolates`,
    movedBy: '`GATEHOUSE_SYNC_SECONDS`: revocations then hold within twice that',
  },
]

/** What a million requests cost, in dollars, beyond what is included. */
export interface Price {
  readonly what: string
  readonly dollars: number
}

/** The prices of a million requests. @param cpuMicros of one request, gateway and domain together; `null` when nothing was timed */
export function prices(cpuMicros: number | null): Price[] {
  const logGigabytes = (LOG_LINE_BYTES * 1_000_000) / 1e9
  const logDollars =
    logGigabytes * (LOG_GIGABYTE_DOLLARS + (LOG_GIGABYTE_MONTH_DOLLARS * LOG_DAYS_KEPT) / DAYS_PER_MONTH)
  return [
    { what: 'Requests; what a service binding carries costs none', dollars: REQUESTS_DOLLARS },
    ...(cpuMicros === null
      ? []
      : [{ what: `CPU, ${Math.round(cpuMicros)} µs`, dollars: (cpuMicros / 1000) * CPU_MILLIS_DOLLARS }]),
    { what: 'Log lines of 1 kB, every one kept', dollars: logDollars },
    { what: 'Log lines of 1 kB, 5 in 100 kept', dollars: logDollars * 0.05 },
  ]
}
