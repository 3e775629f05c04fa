// Tests the memory of verified tokens: how many, how long, and for which callers.
import { describe, expect, test, vi } from 'vitest'
import type { LiveKey } from './live-key.ts'
import { principalFrom } from './principal.ts'
import { TokenMemory, type VerifiedToken } from './token-memory.ts'
import {
  ISSUER,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  SOFT_AGE_SECONDS,
  START_SECONDS,
} from '../testing/access/support.ts'

const LIVE_KEY: LiveKey = {
  publicKey: { kty: 'RSA', kid: 'ours', n: 'AQ', e: 'AQAB' },
  since: 0,
  byAlgorithm: new Map(),
}
const PRINCIPAL = principalFrom({ sub: 'auth0|1' }, null)

function entry(token: string, expiresAtMillis = 1000): VerifiedToken {
  return { token, issuer: ISSUER, key: LIVE_KEY, expiresAtMillis, principal: PRINCIPAL, binding: null }
}

function tokenOf(index: number): string {
  return `header.payload.${String(index).padStart(64, '0')}`
}

// Counted through `retain`, because a look-up would move what it finds.
function countOf(memory: TokenMemory): number {
  const kept = new Set<string>()
  memory.retain(({ token }) => kept.add(token).has(token))
  return kept.size
}

describe('the memory', () => {
  test('finds the very entry that was remembered', () => {
    const memory = new TokenMemory()
    const kept = entry(tokenOf(1))
    memory.remember(kept)
    expect(memory.recall(kept.token, 0)).toBe(kept)
    expect(memory.recall(tokenOf(2), 0)).toBeUndefined()
  })

  test.each([2, 3, 10, 100, 1000])('never holds more than its bound (%d)', (max) => {
    const memory = new TokenMemory(max)
    for (let index = 0; index < 5 * max; index += 1) {
      memory.remember(entry(tokenOf(index)))
      if (index % 3 === 0) memory.recall(tokenOf(Math.floor(index / 2)), 0)
      expect(countOf(memory)).toBeLessThanOrEqual(max)
    }
    expect(countOf(memory)).toBeGreaterThanOrEqual(Math.floor(max / 2))
  })

  test('contains 10,000 tokens at most unless another limit is given', () => {
    const memory = new TokenMemory()
    for (let index = 0; index < 30_000; index += 1) memory.remember(entry(tokenOf(index)))
    expect(countOf(memory)).toBeLessThanOrEqual(10_000)
    expect(memory.recall(tokenOf(29_999), 0)).toBeDefined()
  })

  test('holds fewer when they are long: ten million characters at most, so that they fit in an isolate', () => {
    const memory = new TokenMemory()
    const long = 'x'.repeat(8_000)
    for (let index = 0; index < 10_000; index += 1) memory.remember(entry(long + tokenOf(index)))
    expect(countOf(memory) * 8_000).toBeLessThanOrEqual(10_000_000)
    expect(countOf(memory)).toBeGreaterThan(500)
    expect(memory.recall(long + tokenOf(9_999), 0)).toBeDefined()
  })

  test('holds ten million characters at most, to the character', () => {
    const memory = new TokenMemory()
    for (let index = 0; index < 2_000; index += 1) {
      memory.remember(entry(tokenOf(index).padStart(10_000, 'x')))
      expect(countOf(memory)).toBeLessThan(1_000)
    }
  })

  test.each([2, 10])('keeps at least half of its bound of %d characters, and never more than it', (tokens) => {
    const long = tokenOf(0).length
    const memory = new TokenMemory(1_000, tokens * long)
    for (let index = 0; index < 5 * tokens; index += 1) {
      memory.remember(entry(tokenOf(index)))
      const count = countOf(memory)
      expect(count).toBeLessThanOrEqual(tokens)
      if (index >= tokens) expect(count).toBeGreaterThanOrEqual(tokens / 2)
    }
  })

  test('keeps what is in use, however often it is looked up', () => {
    const memory = new TokenMemory(8, 10 * tokenOf(0).length)
    for (const index of [1, 2]) memory.remember(entry(tokenOf(index)))
    for (let again = 0; again < 20; again += 1) expect(memory.recall(tokenOf(1), 0)).toBeDefined()
    expect(countOf(memory)).toBe(2)
    expect(memory.recall(tokenOf(2), 0)).toBeDefined()
  })

  test('lets the longest unused go first: one in use stays while hundreds come', () => {
    const memory = new TokenMemory(10)
    memory.remember(entry(tokenOf(0)))
    for (let index = 1; index <= 500; index += 1) {
      memory.remember(entry(tokenOf(index)))
      expect(memory.recall(tokenOf(0), 0)).toBeDefined()
    }
    expect(memory.recall(tokenOf(1), 0)).toBeUndefined()
    expect(memory.recall(tokenOf(500), 0)).toBeDefined()
  })

  test('gives an entry up at its exp, and not a millisecond before', () => {
    const memory = new TokenMemory()
    memory.remember(entry(tokenOf(1), 1000))
    expect(memory.recall(tokenOf(1), 999)).toBeDefined()
    expect(memory.recall(tokenOf(1), 1000)).toBeUndefined()
    expect(memory.recall(tokenOf(1), 999)).toBeUndefined()
  })

  test('gives an entry of its older half up at its exp too', () => {
    const memory = new TokenMemory(4)
    memory.remember(entry(tokenOf(1), 1000))
    memory.remember(entry(tokenOf(2), 1000))
    memory.remember(entry(tokenOf(3), 1000))
    expect(memory.recall(tokenOf(1), 1000)).toBeUndefined()
    expect(memory.recall(tokenOf(1), 0)).toBeUndefined()
  })

  test('compares the whole token: another one with the same signature is not found', () => {
    const memory = new TokenMemory()
    memory.remember(entry(tokenOf(1)))
    expect(memory.recall(tokenOf(1).replace('payload', 'pay1oad'), 0)).toBeUndefined()
    expect(memory.recall(tokenOf(1).slice(-32), 0)).toBeUndefined()
    expect(memory.recall(`x${tokenOf(1)}`, 0)).toBeUndefined()
    expect(memory.recall(tokenOf(1), 0)).toBeDefined()
  })

  test('forgets on demand, in both its halves', () => {
    const memory = new TokenMemory(8)
    for (let index = 0; index < 6; index += 1) memory.remember(entry(tokenOf(index)))
    memory.retain(({ token }) => token === tokenOf(1) || token === tokenOf(5))
    const left = [0, 1, 2, 3, 4, 5].filter((index) => memory.recall(tokenOf(index), 0) !== undefined)
    expect(left).toEqual([1, 5])
  })
})

describe('at the gate', () => {
  test('a remembered token costs no verification, a new one costs one', async () => {
    const key = await makeKey('ours')
    const scene = openGate([key])
    const [one, two] = [await mint(key), await mint(key, { sub: 'auth0|2' })]
    const verify = vi.spyOn(crypto.subtle, 'verify')
    try {
      expect((await scene.admit(one)).remembered).toBe(false)
      expect(verify).toHaveBeenCalledTimes(1)
      for (let i = 0; i < 10; i += 1) expect((await scene.admit(one)).remembered).toBe(true)
      expect(verify).toHaveBeenCalledTimes(1)
      expect((await scene.admit(two)).remembered).toBe(false)
      expect(verify).toHaveBeenCalledTimes(2)
      scene.clock.advance(SOFT_AGE_SECONDS)
      expect((await scene.admit(one)).remembered).toBe(true)
      expect(verify).toHaveBeenCalledTimes(2)
    } finally {
      verify.mockRestore()
    }
  })

  test('a remembered token gives the same principal for every kind of caller', async () => {
    const key = await makeKey('ours')
    const scene = openGate([key])
    const one = await mint(key)
    const first = await scene.admit(one)
    await scene.admit(await mint(key, { sub: 'auth0|2' }))
    expect((await scene.admit(one)).principal).toBe(first.principal)
  })

  test.each([
    ['with a forged signature', 'forged', 'token_signature'],
    ['for another audience', 'audience', 'token_audience'],
    ['expired', 'expired', 'token_expired'],
  ])('a token %s is judged anew each time: only good ones are remembered', async (_, fault, outcome) => {
    const key = await makeKey('ours')
    const scene = openGate([key])
    const faults: Readonly<Record<string, () => Promise<string>>> = {
      forged: async () => mint(await makeKey('ours')),
      audience: () => mint(key, { aud: 'https://other.example' }),
      expired: () => mint(key, { exp: START_SECONDS - 60 }),
    }
    const token = (await faults[fault]?.()) ?? ''
    for (let i = 0; i < 3; i += 1) expect(await outcomeOf(scene.admit(token))).toBe(outcome)
  })

  test('the payload of one remembered token under the signature of another is refused', async () => {
    const key = await makeKey('ours')
    const scene = openGate([key])
    const one = (await mint(key)).split('.')
    const two = (await mint(key, { sub: 'auth0|admin', scope: 'admin:all' })).split('.')
    await scene.admit(one.join('.'))
    await scene.admit(two.join('.'))
    expect(await outcomeOf(scene.admit([one[0], two[1], one[2]].join('.')))).toBe('token_signature')
  })
})
