// Reads from a refusal what a new login must satisfy, and asks for such a login (RFC 9470).
import type { AuthenticationDemand } from '../../../access/authentication.ts'
import { isRecord } from '../../../access/json.ts'

/** Returns what a problem document asks of a new login; `null` for any other problem. */
export function stepUpOf(problem: unknown): AuthenticationDemand | null {
  if (!isRecord(problem) || problem['code'] !== 'insufficient_user_authentication') return null
  const { maxAge, acrValues } = problem
  return {
    ...(typeof maxAge === 'number' && { maxAgeSeconds: maxAge }),
    ...(Array.isArray(acrValues) && { acrValues: acrValues.map(String) }),
  }
}

/** The parameters of an authorization request for what a login must satisfy (RFC 9470 §4). */
export function demandParameters({ maxAgeSeconds, acrValues }: AuthenticationDemand = {}): Record<string, string> {
  return {
    ...(maxAgeSeconds !== undefined && { max_age: String(maxAgeSeconds) }),
    ...(acrValues && { acr_values: acrValues.join(' ') }),
  }
}
