// Counts the requests to KV and the tenant: the real gates and key stores of many isolates through hours of requests.
import { scopes } from '../../packages/gatehouse/src/access/index.ts'
import { PATH } from '../answer.ts'
import { type Counters, World } from './isolates.ts'
import { randomNumbers } from './random-numbers.ts'

const REQUESTS_PER_DAY = 1_000_000
const DAY_SECONDS = 86_400
const MILLIS_PER_REQUEST = (DAY_SECONDS * 1000) / REQUESTS_PER_DAY
const CRON_SECONDS = 300
/** Nothing is counted before every isolate has had its keys for longer than any soft age here. */
const WARM_UP_SECONDS = 7_200
const ISOLATES = [1, 10, 100] as const
const SOFT_AGES_SECONDS = [60, 600, 3_600] as const

/** What a million requests in a day cost. */
export interface Asked extends Readonly<Counters> {
  readonly isolates: number
  readonly softAgeSeconds: number
}

/** Whom to trust and whose token to send. */
export interface Sender {
  readonly issuer: string
  readonly jwks: string
  readonly token: string
}

/** Runs every combination. @param seconds how much of a day is counted; the counts are scaled to the whole of it */
export async function simulateAll(sender: Sender, seconds: number): Promise<Asked[]> {
  const results: Asked[] = []
  for (const softAgeSeconds of SOFT_AGES_SECONDS) {
    for (const isolates of ISOLATES) {
      const asked = await simulate(sender, isolates, softAgeSeconds, seconds)
      const perDay = (count: number): number => Math.round((count * DAY_SECONDS) / seconds)
      results.push({
        isolates,
        softAgeSeconds,
        kvReads: perDay(asked.kvReads),
        kvWrites: perDay(asked.kvWrites),
        tenantRequests: perDay(asked.tenantRequests),
      })
    }
  }
  return results
}

async function simulate(
  { issuer, jwks, token }: Sender,
  isolates: number,
  softAgeSeconds: number,
  seconds: number,
): Promise<Counters> {
  const started = Date.now()
  const random = randomNumbers()
  const world = new World(issuer, jwks, started)
  const pairs = Array.from({ length: isolates }, () => world.startPair(softAgeSeconds))
  const policy = scopes('read:bench')
  const headers = { authorization: `Bearer ${token}` }
  const request = new Request(`https://api.bench.example${PATH}`, { headers })

  async function runUntil(end: number): Promise<void> {
    for (; world.now < end; world.now += MILLIS_PER_REQUEST) {
      const pair = pairs[Math.floor(random() * pairs.length)]
      if (pair === undefined) throw new RangeError('there are no isolates')
      if (world.now >= nextCron) {
        nextCron += CRON_SECONDS * 1000
        await pair.cron()
      }
      await pair.gateway.admit(policy, request, world.background)
      await pair.domain.admit(policy, request, world.background)
      await world.settle()
    }
  }

  let nextCron = started + CRON_SECONDS * 1000
  await runUntil(started + WARM_UP_SECONDS * 1000)
  const before = { ...world.asked }
  await runUntil(started + (WARM_UP_SECONDS + seconds) * 1000)
  const { kvReads, kvWrites, tenantRequests } = world.asked
  return {
    kvReads: kvReads - before.kvReads,
    kvWrites: kvWrites - before.kvWrites,
    tenantRequests: tenantRequests - before.tenantRequests,
  }
}
