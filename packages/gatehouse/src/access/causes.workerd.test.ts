// Tests that a refusal keeps its cause for the log, and is an Error like any other.
import { describe, expect, test } from 'vitest'
import { checkBinding } from './binding.ts'
import { type BindingRules, ProblemError } from './index.ts'
import { makeClient, URL_OF_REQUEST } from '../testing/access/proofs.ts'
import { encode, makeKey, mint, openGate, refusalOf, START_SECONDS } from '../testing/access/support.ts'

const client = await makeClient()
const other = await makeClient()
const TOKEN = 'the.token.itself'

async function causeOfProof(proof: string, rules: Partial<BindingRules> = {}): Promise<unknown> {
  const binding = { kind: 'key', thumbprint: client.thumbprint } as const
  const request = { method: 'GET', url: URL_OF_REQUEST, headers: new Headers({ dpop: proof }) }
  const all: BindingRules = { mode: 'allowed', replay: null, ...rules }
  const checked = checkBinding(binding, { scheme: 'dpop', token: TOKEN }, request, all, START_SECONDS)
  return (await refusalOf(checked))?.facts.cause
}

describe('the cause is kept', () => {
  test('of a token whose parts are no JSON', async () => {
    const scene = openGate([await makeKey('ours')])
    const refusal = await refusalOf(scene.admit(`${encode('{')}.${encode('{}')}.AAAA`))
    expect(refusal?.code).toBe('token_malformed')
    expect(refusal?.facts.cause).toBeInstanceOf(SyntaxError)
    expect(refusal?.cause).toBe(refusal?.facts.cause)
  })

  test('of a signature that is not good', async () => {
    const scene = openGate([await makeKey('ours')])
    const refusal = await refusalOf(scene.admit(await mint(await makeKey('ours'))))
    expect(refusal?.code).toBe('token_signature')
    expect(refusal?.facts.cause).toBeInstanceOf(Error)
  })

  test('of a proof that is no JSON', async () => {
    expect(await causeOfProof(`${encode('{')}.${encode({})}.AAAA`)).toBeInstanceOf(Error)
  })

  test('of a proof by another key', async () => {
    expect(await causeOfProof(await other.prove(TOKEN))).toEqual(new Error('another key'))
  })

  test('of a store of proofs that is down', async () => {
    const cause = new Error('the store is down')
    const replay = { claim: () => Promise.reject(cause) }
    expect(await causeOfProof(await client.prove(TOKEN), { replay })).toBe(cause)
  })
})

test('without one there is none, not even undefined', () => {
  expect(Object.hasOwn(new ProblemError('token_missing'), 'cause')).toBe(false)
})

test('a refusal is known by its name in a log', () => {
  expect(String(new ProblemError('token_missing'))).toBe('ProblemError: token_missing')
})
