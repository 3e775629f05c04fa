// Tests the limits of a DPoP proof to the character, the private members that its key must not have, and how long it is recorded (RFC
// 9449 §4.3, §11.1).
import { describe, expect, test } from 'vitest'
import { makeClient, openBoundGate } from '../testing/access/proofs.ts'
import { encode, makeKey, mint, START_SECONDS } from '../testing/access/support.ts'

const MAX_CHARACTERS = 8 * 1024

const key = await makeKey('ours')
const client = await makeClient()
const token = await mint(key, { cnf: { jkt: client.thumbprint } })

/** A good proof of just so many characters; base64url can't have every length, so the header is padded too. */
async function proofOf(characters: number): Promise<string> {
  for (const inHeader of [0, 1, 2]) {
    const header = { pad: 'x'.repeat(inHeader) }
    const missing = characters - (await client.prove(token, { pad: '' }, header)).length
    for (const more of [0, 1]) {
      const proof = await client.prove(token, { pad: 'x'.repeat(Math.floor((missing * 3) / 4) + more) }, header)
      if (proof.length === characters) return proof
    }
  }
  throw new Error(`no proof of ${characters} characters`)
}

describe('a proof', () => {
  test.each([
    ['as long as may be', MAX_CHARACTERS, 'passes'],
    ['a character longer', MAX_CHARACTERS + 1, 'proof_invalid'],
  ])('%s', async (_, characters, outcome) => {
    expect(await openBoundGate(key)(`DPoP ${token}`, { dpop: await proofOf(characters) })).toBe(outcome)
  })

  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])(
    'whose key has the private member %s is refused, though it could verify',
    async (member) => {
      const dpop = await client.prove(token, {}, { jwk: { ...client.publicJwk, [member]: 'AAAA' } })
      expect(await openBoundGate(key)(`DPoP ${token}`, { dpop })).toBe('proof_invalid')
    },
  )

  test.each([
    ['is an array', []],
    ['is a number', 1],
    ['is null', null],
    ['is no JSON', '{'],
  ])('whose header %s is refused', async (_, header) => {
    const dpop = `${encode(header)}.${encode({})}.AAAA`
    expect(await openBoundGate(key)(`DPoP ${token}`, { dpop })).toBe('proof_invalid')
  })

  test.each([-60, 0, 60])('made %d s from now is remembered until it is too old to be shown', async (seconds) => {
    const iat = START_SECONDS + seconds
    const claims: unknown[] = []
    const replay = {
      claim: async (...claim: readonly unknown[]) => {
        claims.push(claim)
        return true
      },
    }
    const dpop = await client.prove(token, { jti: 'once', iat })
    expect(await openBoundGate(key, { replay })(`DPoP ${token}`, { dpop })).toBe('passes')
    expect(claims).toEqual([[client.thumbprint, 'once', iat + 60]])
  })
})
