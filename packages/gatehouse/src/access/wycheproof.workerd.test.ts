// Runs Project Wycheproof's vectors for JSON Web Signatures and Keys against the parser of key sets and the check of signatures. The
// vectors (C2SP/wycheproof, folder testvectors_v1, licence Apache-2.0) are not part of this repository: WYCHEPROOF_VECTORS names the
// folder that contains them.
import { base64url } from 'jose'
import { expect, inject, test } from 'vitest'
import { ALGORITHMS, isRecord } from './index.ts'
import { hasGoodSignature } from '../testing/access/good-signature.ts'

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

if (FILES !== null) {
  test.each([
    ['json_web_signature_test.json', 401],
    ['json_web_key_test.json', 26],
    ['json_web_crypto_test.json', 83],
  ])('accepts or refuses the vectors of Project Wycheproof in %s as expected, all %i', async (file, count) => {
    const vectors = read(FILES[file])
    expect(vectors).toHaveLength(count)
    const wrong: number[] = []
    for (const vector of vectors)
      if ((await hasGoodSignature(vector.text, vector.keys)) !== (vector.isValid && isOurs(vector)))
        wrong.push(vector.id)
    expect(wrong).toEqual([])
    expect(vectors.filter((vector) => vector.isValid && isOurs(vector))).not.toEqual([])
  })
} else {
  test('reads no vectors of Project Wycheproof without WYCHEPROOF_VECTORS', () => {
    expect(FILES).toBeNull()
  })
}

// A text that is signed with an algorithm outside our list is refused, even with a valid signature.
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
