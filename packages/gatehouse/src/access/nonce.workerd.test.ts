// The nonces of DPoP proofs (RFC 9449 §8, §9): made from time and a secret, so that isolates agree without asking one another.
import { describe, expect, test, vi } from 'vitest'
import { Gate, ProofNonces, ProblemError, signedIn } from './index.ts'
import { problemResponse } from '../problem/problem.ts'
import { makeClient, memoryOfProofs, URL_OF_REQUEST } from '../testing/access/proofs.ts'
import {
  FakeClock,
  FakeSource,
  ISSUER,
  makeKey,
  type Members,
  mint,
  RecordingBackground,
  START_SECONDS,
} from '../testing/access/support.ts'

const SECRET = 'a secret of thirty-two characters'
const key = await makeKey('ours')
const client = await makeClient()
const token = await mint(key, { cnf: { jkt: client.thumbprint } })
const isolates = (...secrets: [string, ...string[]]) => ({
  one: new ProofNonces(secrets),
  other: new ProofNonces(secrets),
})

function openGate(nonces: ProofNonces, replay = memoryOfProofs()) {
  const clock = new FakeClock()
  const observer = { adopted: () => undefined, failed: () => undefined }
  const gate = new Gate({
    source: new FakeSource(clock, { [ISSUER]: [key] }),
    clock,
    observer,
    binding: { mode: 'allowed', replay, nonces },
  })
  const show = async (claims: Members) => {
    const dpop = await client.prove(token, { iat: Math.floor(clock.now() / 1000), ...claims })
    const headers = new Headers({ authorization: `DPoP ${token}`, dpop })
    try {
      await gate.admit(signedIn, { method: 'GET', url: URL_OF_REQUEST, headers }, new RecordingBackground())
      return { code: 'passes', nonce: undefined }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      return { code: error.code, nonce: error.facts.nonce }
    }
  }
  return { clock, show }
}

describe('where nonces are switched on', () => {
  test('a proof without one is refused with the nonce for the next, and passes with it', async () => {
    const { show } = openGate(new ProofNonces([SECRET]))
    const { code, nonce } = await show({})
    expect(code).toBe('proof_nonce')
    expect(nonce).toMatch(/^[\w-]{43}$/)
    expect(await show({ nonce })).toEqual({ code: 'passes', nonce: undefined })
  })

  test.each(['', 'guessed', 5, null, ['x'], 'A'.repeat(43)])(
    'a proof with a nonce that was never given (%j) is refused',
    async (nonce) => {
      const { show } = openGate(new ProofNonces([SECRET]))
      expect((await show({ nonce })).code).toBe('proof_nonce')
    },
  )

  test('a nonce is good for five minutes at least and ten at most', async () => {
    const { clock, show } = openGate(new ProofNonces([SECRET]))
    const { nonce } = await show({})
    clock.advance(300)
    expect((await show({ nonce })).code).toBe('passes')
    clock.advance(300)
    const late = await show({ nonce })
    expect(late.code).toBe('proof_nonce')
    expect(late.nonce).not.toBe(nonce)
    expect((await show({ nonce: late.nonce })).code).toBe('passes')
  })

  test('a proof that is wrong in another way too is refused for that, and learns no nonce', async () => {
    const { show } = openGate(new ProofNonces([SECRET]))
    expect(await show({ htm: 'POST' })).toEqual({ code: 'proof_invalid', nonce: undefined })
  })

  test('a proof that was refused for its nonce alone is not used up', async () => {
    const { show } = openGate(new ProofNonces([SECRET]))
    const jti = crypto.randomUUID()
    const { nonce } = await show({ jti })
    expect((await show({ jti, nonce })).code).toBe('passes')
    expect((await show({ jti, nonce })).code).toBe('proof_replayed')
  })
})

test('one nonce is given for five minutes, and it is made once', async () => {
  const nonces = new ProofNonces([SECRET])
  const first = await nonces.current(START_SECONDS)
  const sign = vi.spyOn(crypto.subtle, 'sign')
  try {
    expect(await nonces.current(START_SECONDS + 299)).toBe(first)
    expect(await nonces.accepts(first, START_SECONDS + 299)).toBe(true)
    expect(sign).not.toHaveBeenCalled()
    expect(await nonces.current(START_SECONDS + 300)).not.toBe(first)
  } finally {
    sign.mockRestore()
  }
})

describe('isolates', () => {
  test('with the same secret give and take the same nonces', async () => {
    const { one, other } = isolates(SECRET)
    const nonce = await one.current(START_SECONDS)
    expect(await other.current(START_SECONDS)).toBe(nonce)
    expect(await other.accepts(nonce, START_SECONDS)).toBe(true)
  })

  test('whose clocks differ by a moment at the end of a span take each other’s nonces', async () => {
    const { one, other } = isolates(SECRET)
    const end = Math.ceil((START_SECONDS + 1) / 300) * 300
    expect(await other.accepts(await one.current(end + 0.1), end - 0.1)).toBe(true)
    expect(await other.accepts(await one.current(end - 0.1), end + 0.1)).toBe(true)
  })

  test('with another secret do not', async () => {
    const nonce = await new ProofNonces([SECRET]).current(START_SECONDS)
    expect(await new ProofNonces([`${SECRET}!`]).accepts(nonce, START_SECONDS)).toBe(false)
  })

  test('take the nonces of a secret that is being replaced', async () => {
    const before = await new ProofNonces(['old']).current(START_SECONDS)
    const after = new ProofNonces(['new', 'old'])
    expect(await after.accepts(before, START_SECONDS)).toBe(true)
    expect(await after.current(START_SECONDS)).toBe(await new ProofNonces(['new']).current(START_SECONDS))
  })
})

test('the answer says use_dpop_nonce, and the nonce in a header of its own', () => {
  const { status, headers } = problemResponse(new ProblemError('proof_nonce', { nonce: 'next', dpop: 'allowed' }), 'id')
  expect(status).toBe(401)
  expect(headers.get('www-authenticate')).toMatch(/^DPoP algs="[^"]+", error="use_dpop_nonce"$/)
  expect(headers.get('dpop-nonce')).toBe('next')
})
