// Defines the policy about any other claim.
import { type ClaimTest, isClaimTest } from './claim-test.ts'
import type { Policy } from './policy.ts'

/**
 * Requires a good token with a claim that passes a test. A token without the claim, and one whose claim has another type, is refused with 403
 * `claim_missing`.
 *
 * @param name the whole name of the claim, such as `https://example.com/roles`
 * @throws TypeError for an empty name
 *
 * @example
 * import { claim, includes } from 'gatehouse/access'
 *
 * export const access = claim('https://example.com/roles', includes('admin'))
 */
export function claim(name: string, test: ClaimTest): Policy {
  if (name === '') throw new TypeError('claim(...) takes the name of a claim')
  if (!isClaimTest(test)) throw new TypeError('claim(...) takes a test, made by includes or equals')
  return { kind: 'claim', name, test }
}
