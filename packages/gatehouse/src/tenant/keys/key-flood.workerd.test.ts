// Tests a flood of invented key ids through every part in front of the tenant: gate, key ring and key store, and a domain behind the
// gateway. The number of requests to the tenant is bounded, whether it answers, is slow or is down (RFC 8725 §3.10).
import { describe, expect, test } from 'vitest'
import { Gate, signedIn, type TrustDocument, type TrustSource } from '../../access/index.ts'
import type { ProblemCode } from '../../problem/problems.ts'
import {
  encode,
  HARD_AGE_SECONDS,
  makeKey,
  mint,
  outcomeOf,
  PLAIN,
  requestWith,
  turn,
} from '../../testing/access/support.ts'
import { jwksOf, openStore, type StoreScene } from '../../testing/access/tenant.ts'

const TOKENS = 10_000
const FLOOD_SECONDS = 600
// The clock advances by this between two tokens; the event loop turns once for this many of them.
const PAUSE_SECONDS = FLOOD_SECONDS / TOKENS
const TOKENS_A_TURN = 15

const key = await makeKey('ours')
const token = await mint(key)
const [, payload = '', signature = ''] = token.split('.')
const JWKS = jwksOf({ ...key.publicKey, use: 'sig' })

// Its signature is never reached.
function invented(): string {
  return `${encode({ alg: 'RS256', typ: 'JWT', kid: crypto.randomUUID() })}.${payload}.${signature}`
}

interface World extends StoreScene {
  /** When the tenant was asked, in seconds since the epoch. */
  readonly askedAt: number[]
  admit(gate: Gate, token: string): Promise<string>
  readonly gateway: Gate
  /** Asks the gateway for its keys, as over the AUTH binding. */
  readonly domain: Gate
}

function open(): World {
  const scene = openStore()
  const { clock, background } = scene
  const parts = { clock, observer: { adopted: () => undefined, failed: () => undefined }, binding: PLAIN }
  const gateway = new Gate({ source: scene.store, ...parts })
  // As in the gateway's KeyService.
  const document = async (): Promise<TrustDocument> => {
    return { ...(await gateway.ring.trust(background)), tier: 'binding', asked: false }
  }
  const keyService: TrustSource = {
    trust: document,
    refresh: async (kid, issuer) => {
      await gateway.ring.seek(issuer, kid, background)
      return { ...(await document()), asked: true }
    },
  }
  const world: World = {
    ...scene,
    askedAt: [],
    gateway,
    domain: new Gate({ source: keyService, ...parts }),
    admit: (gate, shown) => outcomeOf(gate.admit(signedIn, requestWith(`Bearer ${shown}`), background)),
  }
  tenantAnswers(world, () => JWKS)
  return world
}

function tenantAnswers(world: World, answer: () => string | Promise<Response>): void {
  world.answers.set('tenant.example', () => {
    world.askedAt.push(world.clock.now() / 1000)
    return answer()
  })
}

// Sends every gate 10,000 tokens in ten minutes and returns the result of each.
async function flood(world: World, gates: readonly Gate[]): Promise<ReadonlySet<string>> {
  const outcomes: Promise<string>[] = []
  for (let shown = 0; shown < TOKENS; shown += 1) {
    for (const gate of gates) outcomes.push(world.admit(gate, invented()))
    if (shown % TOKENS_A_TURN === 0) await turn()
    world.clock.advance(PAUSE_SECONDS)
  }
  await drain(world)
  return new Set(await Promise.all(outcomes))
}

// Lets every waiting request reach its time limit.
async function drain({ clock }: World): Promise<void> {
  for (let second = 0; second < 30; second += 1) {
    await turn()
    clock.advance(1)
  }
}

// The largest number in any minute. A pause counts from the start of a refresh, which asks KV first. One second is tolerated, so that
// three requests with two pauses between them do not count as three in a minute.
function mostInAMinute(instants: readonly number[]): number {
  return Math.max(...instants.map((from) => instants.filter((at) => at >= from && at < from + 59).length))
}

const UNKNOWN: ProblemCode = 'token_key_unknown'
const UNAVAILABLE: ProblemCode = 'keys_unavailable'

type Tenant = (world: World) => () => string | Promise<Response>
const afterSeconds =
  (seconds: number): Tenant =>
  ({ clock }) =>
  () =>
    clock.sleep(seconds * 1000).then(() => new Response(JWKS))

// A key can be called unknown only if the tenant answered recently: without its answer the result is no 401.
const TENANTS: readonly (readonly [string, Tenant, ProblemCode])[] = [
  ['answers', () => () => JWKS, UNKNOWN],
  ['takes 4 s', afterSeconds(4), UNKNOWN],
  ['takes 6 s, which is too long', afterSeconds(6), UNAVAILABLE],
  ['is down', () => () => Promise.reject(new TypeError('Network connection lost.')), UNAVAILABLE],
]

describe.each(TENANTS)('10,000 invented key ids in ten minutes, while the tenant %s', (_, tenant, end) => {
  test.each<readonly [string, (world: World) => readonly Gate[]]>([
    ['at the gateway', ({ gateway }) => [gateway]],
    ['at the gateway and a domain behind it', ({ gateway, domain }) => [gateway, domain]],
  ])('%s: the tenant is asked twice a minute at most, and good tokens pass', async (_place, gatesOf) => {
    const world = open()
    const gates = gatesOf(world)
    for (const gate of gates) expect(await world.admit(gate, token)).toBe('passes')
    world.clock.advance(61)
    tenantAnswers(world, tenant(world))
    expect(await flood(world, gates)).toEqual(new Set([end]))
    expect(mostInAMinute(world.askedAt)).toBeLessThanOrEqual(2)
    // The ring still asks: a key that appears without notice must be found.
    expect(world.askedAt.length).toBeGreaterThanOrEqual(15)
    for (const gate of gates) expect(await world.admit(gate, token)).toBe('passes')
  })

  test('right after a cold start: no more than that, though nothing is in hand', async () => {
    const world = open()
    tenantAnswers(world, tenant(world))
    expect(await flood(world, [world.domain])).toEqual(new Set([end]))
    expect(mostInAMinute(world.askedAt)).toBeLessThanOrEqual(2)
  })
})

test('and past the hard age, while the tenant is down, nothing is a 401', async () => {
  const world = open()
  expect(await world.admit(world.domain, token)).toBe('passes')
  world.clock.advance(HARD_AGE_SECONDS)
  tenantAnswers(world, () => Promise.reject(new TypeError('Network connection lost.')))
  expect(await flood(world, [world.domain])).toEqual(new Set([UNAVAILABLE]))
  expect(mostInAMinute(world.askedAt)).toBeLessThanOrEqual(2)
})
