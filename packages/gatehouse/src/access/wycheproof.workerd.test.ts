// Project Wycheproof's vectors for JSON Web Signatures and Keys against what reads key sets and checks signatures here. The vectors
// (C2SP/wycheproof, folder testvectors_v1, licence Apache-2.0) are no part of this repository: WYCHEPROOF_VECTORS names the folder
// that holds them.
import { base64url } from 'jose'
import { describe, expect, inject, test } from 'vitest'
import { ALGORITHMS, isRecord, parseKeySet, ProblemError } from './index.ts'
import { importKeySet } from './live-key.ts'
import { parseJws } from './token.ts'
import { checkSignature } from './verifier.ts'
import { ISSUER, START_SECONDS } from '../testing/access/support.ts'

/** A vector: a signed or encrypted text, a key or a set of keys, and whether a library that knows every algorithm accepts it. */
interface Vector {
  readonly id: number
  readonly text: string
  readonly keys: readonly unknown[]
  readonly isValid: boolean
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The vectors by the name of their file, as vitest.config.ts reads them; `null` without a folder. */
    wycheproof: Readonly<Record<string, unknown>> | null
  }
}

const FILES = inject('wycheproof')

describe.skipIf(FILES === null)('the vectors of Project Wycheproof', () => {
  test.each([
    ['json_web_signature_test.json', 401],
    ['json_web_key_test.json', 26],
    ['json_web_crypto_test.json', 83],
  ])('in %s: all %i are accepted or refused as expected', async (file, count) => {
    const vectors = read(FILES?.[file])
    expect(vectors).toHaveLength(count)
    const wrong: number[] = []
    for (const vector of vectors)
      if ((await isAccepted(vector)) !== (vector.isValid && isOurs(vector))) wrong.push(vector.id)
    expect(wrong).toEqual([])
    expect(vectors.filter((vector) => vector.isValid && isOurs(vector))).not.toEqual([])
  })
})

async function isAccepted({ text, keys }: Vector): Promise<boolean> {
  try {
    const source = {
      issuer: ISSUER,
      fetchedAt: START_SECONDS,
      keys: parseKeySet(JSON.stringify({ keys }), ALGORITHMS).keys,
    }
    const set = await importKeySet(source, undefined, START_SECONDS)
    const { algorithm, kid } = parseJws(text)
    const key = set.keys.get(kid)?.byAlgorithm.get(algorithm)
    if (key === undefined) return false
    await checkSignature(text, key, algorithm)
    return true
  } catch (error) {
    if (error instanceof ProblemError) return false
    throw error
  }
}

// What is signed with an algorithm that is not on our list is refused, however good it is.
function isOurs({ text }: Vector): boolean {
  const encoded = text.split('.')[0]?.replaceAll(/[^\w-]/g, '') ?? ''
  const header: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(encoded)))
  return isRecord(header) && ALGORITHMS.some((algorithm) => algorithm === header['alg'])
}

function read(file: unknown): Vector[] {
  return list(file, 'testGroups').flatMap((group) => {
    const key = isRecord(group) ? (group['public'] ?? group['private']) : undefined
    const keys = isRecord(key) && Array.isArray(key['keys']) ? (key['keys'] as unknown[]) : [key]
    return list(group, 'tests').map((vector) => {
      if (!isRecord(vector)) throw new TypeError('a vector is an object')
      const { tcId, jws, jwe, result } = vector
      const text = jws ?? jwe
      return {
        id: Number(tcId),
        text: typeof text === 'string' ? text : JSON.stringify(text),
        keys,
        isValid: result === 'valid',
      }
    })
  })
}

function list(value: unknown, name: string): unknown[] {
  const member = isRecord(value) ? value[name] : undefined
  if (!Array.isArray(member)) throw new TypeError(`vectors have a list ${name}`)
  return member as unknown[]
}
