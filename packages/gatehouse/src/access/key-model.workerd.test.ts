// Checks the key ring against a model: in any order of key changes, failures, recoveries, elapsed time and requests, a token passes if
// and only if its key is in the newest set in memory and that set is not too old.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TrustDocument } from './index.ts'
import { ISSUER, makeKey, mint, openGate, outcomeOf, type Scene } from '../testing/access/support.ts'

const SOFT_SECONDS = 600
const HARD_SECONDS = 1800

const signers = await Promise.all(['a', 'b', 'c'].map(makeKey))
// The second key appears again under the first one's id, as after an emergency rotation that kept the key id.
const [first, second] = signers
if (first === undefined || second === undefined) throw new TypeError('there are three keys')
const doubles = [...signers, { ...second, publicKey: { ...second.publicKey, kid: first.publicKey.kid } }]
const tokens = await Promise.all(doubles.map((signer) => mint(signer)))

/** The newest set that the source has returned, and its content. */
interface Held {
  readonly fetchedAt: number
  readonly signers: readonly number[]
}

class Model {
  readonly scene: Scene = openGate([])
  held: Held | null = null
  /** Key ids that the tenant itself has called unknown, by the set that it returned with the answer. */
  readonly strangers = new Map<string, Held | null>()
  #listed: readonly number[] = []
  #earlier: readonly Held[] = []

  constructor() {
    this.answerWith('now')
  }

  get nowSeconds(): number {
    return this.scene.clock.now() / 1000
  }

  /** The tenant lists these keys from now on. */
  list(listed: readonly number[]): void {
    // Of two keys with one id only the first is read.
    this.#listed = listed.includes(0) ? listed.filter((index) => index !== 3) : listed
  }

  /** The source returns the current set, an earlier one, or fails. */
  answerWith(state: 'now' | 'before' | 'down'): void {
    this.scene.source.answer = async () => {
      if (state === 'down') throw new Error('the tenant is down')
      const present = { fetchedAt: this.nowSeconds, signers: this.#listed }
      const answer = (state === 'before' ? this.#earlier.at(-2) : null) ?? present
      this.#earlier = [...this.#earlier, answer]
      if (this.held === null || answer.fetchedAt > this.held.fetchedAt) this.held = answer
      return this.#document(answer)
    }
  }

  lets(index: number): boolean {
    return this.usable && this.held?.signers.includes(index) === true
  }

  names(index: number): boolean {
    const kid = doubles[index]?.publicKey.kid
    return this.usable && this.held?.signers.some((held) => doubles[held]?.publicKey.kid === kid) === true
  }

  get usable(): boolean {
    return this.held !== null && this.nowSeconds - this.held.fetchedAt < HARD_SECONDS
  }

  #document({ fetchedAt, signers: listed }: Held): TrustDocument {
    const keys = doubles.filter((_, index) => listed.includes(index)).map(({ publicKey }) => publicKey)
    return {
      ...this.scene.source.document(),
      issuers: [ISSUER],
      keySets: [{ issuer: ISSUER, keys, fetchedAt }],
      softAgeSeconds: SOFT_SECONDS,
      hardAgeSeconds: HARD_SECONDS,
    }
  }
}

type Step = (model: Model) => Promise<void>

async function request(model: Model, index: number): Promise<void> {
  const before = model.lets(index)
  const named = model.names(index)
  const kid = doubles[index]?.publicKey.kid ?? ''
  const stranger = model.held !== null && model.strangers.get(kid) === model.held
  const outcome = await outcomeOf(model.scene.admit(tokens[index] ?? ''))
  await model.scene.background.finished()
  const after = model.lets(index)
  if (outcome === 'token_key_unknown' && model.held?.fetchedAt === model.nowSeconds)
    model.strangers.set(kid, model.held)
  // A set that arrived after the answer may have removed the key, or replaced it by another one with its id: then both answers are
  // correct. A key whose id is not in memory is waited for, unless the tenant has denied it before.
  if (before !== after && (named || stranger)) return
  expect(outcome === 'passes').toBe(after)
  if (outcome === 'passes') return
  // Without a usable set a token cannot be called invalid.
  if (!model.usable) expect(outcome).toBe('keys_unavailable')
  else expect(['token_key_unknown', 'token_signature', 'keys_unavailable']).toContain(outcome)
}

const anyIndex = fc.nat({ max: doubles.length - 1 })

function step<T>(
  arbitrary: fc.Arbitrary<T>,
  act: (model: Model, value: T) => void | Promise<void>,
): fc.Arbitrary<Step> {
  return arbitrary.map((value) =>
    Object.assign(async (model: Model) => act(model, value), {
      [fc.toStringMethod]: () => `${act.name} ${JSON.stringify(value)}`,
    }),
  )
}

const anyStep = fc.oneof(
  {
    weight: 5,
    arbitrary: step(anyIndex, async function ask(model, index) {
      await request(model, index)
    }),
  },
  {
    weight: 3,
    arbitrary: step(fc.constantFrom(0.1, 1, 29, 30, 31, 61, 599, 600, 1199, 1800, 5000), function pass(model, seconds) {
      model.scene.clock.advance(seconds)
    }),
  },
  {
    weight: 2,
    arbitrary: step(fc.uniqueArray(anyIndex), function list(model, listed) {
      model.list(listed)
    }),
  },
  {
    weight: 1,
    arbitrary: step(fc.constantFrom('now', 'before', 'down'), function answer(model, state) {
      model.answerWith(state)
    }),
  },
)

test('a token passes if and only if its key is in the newest set in hand', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 40, size: 'max' }), async (steps) => {
      const model = new Model()
      model.list([0, 1])
      for (const act of steps) await act(model)
    }),
    { numRuns: 400 },
  )
})

test('the source is asked at most once per cool-down, for every sequence of events', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 40, size: 'max' }), async (steps) => {
      const model = new Model()
      model.list([0, 1])
      let last = -Infinity
      for (const act of steps) {
        const calls = model.scene.source.calls.length
        await act(model)
        const asked = model.scene.source.calls.length - calls
        if (asked === 0) continue
        expect(asked).toBe(1)
        expect(model.nowSeconds - last).toBeGreaterThanOrEqual(30 - 1e-6)
        last = model.nowSeconds
      }
    }),
    { numRuns: 200 },
  )
})
