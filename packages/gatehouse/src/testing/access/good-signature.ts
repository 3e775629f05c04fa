// Verifies a signature from the text of a key set on: for tests of hostile keys and signatures.
import { ALGORITHMS, parseKeySet } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { importKeySet } from '../../access/live-key.ts'
import { parseJws } from '../../access/token.ts'
import { checkSignature } from '../../access/verifier.ts'
import { ISSUER, START_SECONDS } from './support.ts'

/**
 * Returns whether a signed text passes with a key set, with every supported algorithm accepted.
 *
 * @param keys the members of the key set, as JSON values
 */
export async function hasGoodSignature(text: string, keys: readonly unknown[]): Promise<boolean> {
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
